# needs: java
set -u
mkdir dumps
cat > Heap.java <<'J'
import java.util.ArrayList;
import java.util.List;

public class Heap {
    public static void main(String[] a) throws Exception {
        List<byte[]> all = new ArrayList<>();
        Thread t = new Thread(() -> { while (true) all.add(new byte[1 << 20]); });
        t.start();
        t.join();
        System.out.println("the rest goes on");
    }
}
J
cat > Meta.java <<'J'
import java.util.ArrayList;
import java.util.List;

public class Meta extends ClassLoader {
    Class<?> again(byte[] b) { return defineClass("Meta", b, 0, b.length); }

    public static void main(String[] a) throws Exception {
        byte[] b = Meta.class.getResourceAsStream("Meta.class").readAllBytes();
        List<Object> all = new ArrayList<>();
        while (true) all.add(new Meta().again(b));
    }
}
J
javac Heap.java Meta.java || exit 1
out=$(java -Xmx24m Heap 2>&1)
grep -q 'java.lang.OutOfMemoryError: Java heap space' <<<"$out" && grep -q 'the rest goes on' <<<"$out" || { echo "heap: $out"; exit 1; }
out=$(java -Xmx64m -XX:MaxMetaspaceSize=12m Meta 2>&1)
grep -q 'java.lang.OutOfMemoryError: Metaspace' <<<"$out" || { echo "metaspace: $(head -3 <<<"$out")"; exit 1; }
java -Xmx24m -XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath="$PWD/dumps" -XX:+ExitOnOutOfMemoryError Heap > log 2>&1
code=$?
[ $code = 3 ] || { echo "exit code $code: $(cat log)"; exit 1; }
ls dumps/*.hprof > log || { echo "no dump"; exit 1; }
grep -q 'the rest goes on' log && { echo "it went on"; exit 1; }
dump=$(ls dumps/*.hprof)
java -Xmx24m -XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath="$PWD/$dump" -XX:+ExitOnOutOfMemoryError Heap > log 2>&1
grep -q "Unable to create $PWD/$dump: File exists" log || { echo "an old dump is overwritten: $(cat log)"; exit 1; }
flags() { java "$@" -XX:+PrintFlagsFinal -version 2> log2 | awk -v f="$f" '$2 == f {print $4}'; }
f=MaxRAMPercentage; case $(flags) in 25.0*) ;; *) echo "default percentage: $(flags)"; exit 1 ;; esac
f=MaxHeapSize; quarter=$(flags); half=$(flags -XX:MaxRAMPercentage=50)
[ "$half" -gt $((quarter * 19 / 10)) ] || { echo "heap $quarter, then $half"; exit 1; }
[ "$(flags -XX:MaxRAMPercentage=50 -Xmx64m)" = 67108864 ] || { echo "-Xmx does not win"; exit 1; }
