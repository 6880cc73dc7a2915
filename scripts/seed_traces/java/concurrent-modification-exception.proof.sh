# needs: java
set -u
here=$(dirname "$0")
cat > Bad.java <<'J'
import java.util.*;

public class Bad {
    static void run(String name, Runnable r) {
        try {
            r.run();
            System.out.println(name + " nothing");
        } catch (Exception e) {
            System.out.println(name + " " + e.getClass().getName() + " " + e.getStackTrace()[0].getClassName() + "." + e.getStackTrace()[0].getMethodName());
        }
    }

    public static void main(String[] a) {
        List<String> four = new ArrayList<>(List.of("a", "b", "c", "d"));
        run("list", () -> { for (String s : four) if (s.equals("b")) four.remove(s); });
        List<String> three = new ArrayList<>(List.of("a", "b", "c"));
        List<String> seen = new ArrayList<>();
        run("lastButOne", () -> { for (String s : three) { seen.add(s); if (s.equals("b")) three.remove(s); } });
        System.out.println(seen);
        Map<String, Integer> m = new HashMap<>(Map.of("a", 1, "b", 2, "c", 3));
        run("map", () -> { for (String k : m.keySet()) m.remove(k); });
        run("compute", () -> m.computeIfAbsent("z", k -> { m.put("y", 1); return 2; }));
        run("immutable", () -> List.of(1, 2).remove(0));
    }
}
J
javac Bad.java || exit 1
out=$(java Bad)
want='list java.util.ConcurrentModificationException java.util.ArrayList$Itr.checkForComodification
lastButOne nothing
[a, b]
map java.util.ConcurrentModificationException java.util.HashMap$HashIterator.nextNode
compute java.util.ConcurrentModificationException java.util.HashMap.computeIfAbsent
immutable java.lang.UnsupportedOperationException java.util.ImmutableCollections.uoe'
[ "$out" = "$want" ] || { echo "symptoms differ: $out"; exit 1; }
awk '/^```java$/ {on = 1; next} /^```$/ {on = 0} on' "$here/concurrent-modification-exception.md" > Removing.java
javac -Xlint:all -Werror Removing.java || exit 1
out=$(java Removing)
[ "$out" = $'drop c\n[a, d, a2] {y=4} {}' ] || { echo "solution differs: $out"; exit 1; }
