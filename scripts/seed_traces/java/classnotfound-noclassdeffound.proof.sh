# needs: java
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
mkdir -p src/com/example
cat > src/com/example/App.java <<'EOF'
package com.example;
public class App {
    static class Config { static int v = Integer.parseInt(System.getProperty("v", "x")); }
    public static void main(String[] a) throws Exception {
        if (a.length == 0) { System.out.println("started " + new Helper()); return; }
        if (a[0].equals("driver")) Class.forName("org.postgresql.Driver");
        try { System.out.println(Config.v); } catch (ExceptionInInitializerError e) { System.out.println("first: " + e); }
        System.out.println(Config.v);
    }
}
class Helper { public String toString() { return "ok"; } }
EOF
javac -d out src/com/example/App.java || fail javac
has "$(java com.example.App 2>&1)" "Error: Could not find or load main class com.example.App"
has "$(cd out/com/example && java -cp . App 2>&1)" "java.lang.NoClassDefFoundError: App (wrong name: com/example/App)"
has "$(java -cp out com.example.App driver 2>&1)" "java.lang.ClassNotFoundException: org.postgresql.Driver"
out=$(java -cp out com.example.App init 2>&1)
has "$out" 'java.lang.NoClassDefFoundError: Could not initialize class com.example.App$Config'
has "$out" "first: java.lang.ExceptionInInitializerError"
[ "$(java -cp out com.example.App)" = "started ok" ] || fail "with -cp"
jar cf plain.jar -C out .
has "$(java -jar plain.jar 2>&1)" "no main manifest attribute, in plain.jar"
jar cfe app.jar com.example.App -C out .
[ "$(cd / && java -jar "$OLDPWD/app.jar")" = "started ok" ] || fail "jar"
jar tf app.jar | grep -q com/example/Helper.class || fail "jar tf"
rm out/com/example/Helper.class
has "$(java -cp out com.example.App 2>&1)" "java.lang.NoClassDefFoundError: com/example/Helper"
has "$(java -cp app.jar -jar plain.jar 2>&1)" "no main manifest attribute"
