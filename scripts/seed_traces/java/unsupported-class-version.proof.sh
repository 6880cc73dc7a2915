# needs: java
set -u
mkdir -p com/example
printf 'package com.example;\n\npublic class Main { public static void main(String[] a) { System.out.println("ok"); } }\n' > com/example/Main.java
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
feature=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
javac com/example/Main.java || exit 1
# a class of four versions later: the same file with the higher number
python - "$((feature + 48))" <<'PY'
import sys
b = bytearray(open("com/example/Main.class", "rb").read())
b[7] = int(sys.argv[1])
open("com/example/Main.class", "wb").write(b)
PY
out=$(java -cp . com.example.Main 2>&1) && { echo "it ran"; exit 1; }
has 'Error: LinkageError occurred while loading main class com.example.Main'
has "com/example/Main has been compiled by a more recent version of the Java Runtime (class file version $((feature + 48)).0), this version of the Java Runtime only recognizes class file versions up to $((feature + 44)).0"
out=$(javap -v -cp . com.example.Main 2>&1); has "major version: $((feature + 48))"
out=$(javac --release "$((feature + 4))" com/example/Main.java 2>&1); has "error: release version $((feature + 4)) not supported"
javac --release 11 com/example/Main.java || exit 1
out=$(javap -v -cp . com.example.Main); has 'major version: 55'
[ "$(java -cp . com.example.Main)" = ok ] || { echo "does not run"; exit 1; }
# --release also checks the API, -source/-target does not
printf 'class Api { String f(java.util.List<String> l) { return l.stream().toList().toString(); } }\n' > Api.java
out=$(javac --release 11 Api.java 2>&1) && { echo "--release accepts a newer API"; exit 1; }
javac -source 11 -target 11 Api.java 2> log || { echo "-source refused it too: $(cat log)"; exit 1; }
