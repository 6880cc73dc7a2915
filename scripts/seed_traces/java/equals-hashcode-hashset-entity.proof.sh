# needs: java
set -u
here=$(dirname "$0")
cat > Bad.java <<'J'
import java.math.BigDecimal;
import java.util.*;

public class Bad {
    static class P { int x; P(int x) { this.x = x; } }
    static class M {
        String n;
        M(String n) { this.n = n; }
        @Override public boolean equals(Object o) { return o instanceof M m && m.n.equals(n); }
        @Override public int hashCode() { return n.hashCode(); }
    }
    record A(int[] x) {}

    public static void main(String[] a) {
        System.out.println(new HashSet<>(List.of(new P(1))).contains(new P(1)));
        Set<M> s = new HashSet<>();
        M m = new M("a");
        s.add(m);
        m.n = "b";
        System.out.println(s.contains(m) + " " + s.remove(m) + " " + s.size());
        Integer p = 127, q = 127, r = 128, t = 128;
        System.out.println((p == q) + " " + (r == t));
        System.out.println(new HashMap<>(Map.of(1L, "x")).get(1) + " " + new BigDecimal("1.0").equals(new BigDecimal("1.00")));
        System.out.println(new A(new int[] {1}).equals(new A(new int[] {1})));
    }
}
J
javac Bad.java || exit 1
out=$(java Bad)
[ "$out" = $'false\nfalse false 1\ntrue false\nnull false\nfalse' ] || { echo "symptoms differ: $out"; exit 1; }
awk '/^```java$/ {on = 1; next} /^```$/ {on = 0} on' "$here/equals-hashcode-hashset-entity.md" > Keys.java
javac Keys.java || exit 1
out=$(java Keys)
[ "$out" = $'true\ntrue true\ntrue' ] || { echo "solution differs: $out"; exit 1; }
