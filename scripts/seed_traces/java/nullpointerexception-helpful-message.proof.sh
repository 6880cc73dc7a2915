# needs: java
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
cat > Orders.java <<'EOF_ORDERS'
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

public class Orders {
    private final Map<String, Integer> stock;

    public Orders(Map<String, Integer> stock) {
        this.stock = Objects.requireNonNull(stock, "stock");
    }

    public int available(String sku) {
        return stock.getOrDefault(sku, 0); // not: int n = stock.get(sku)
    }

    public static String city(User user) {
        return Optional.ofNullable(user.address())
                .map(Address::city)
                .orElse("unknown");
    }

    public record Address(String city) {}

    public record User(Address address) {}
}
EOF_ORDERS
cat > Bad.java <<'EOF'
import java.util.*;
public class Bad {
    static class User { String[] items; Orders.Address getAddr() { return null; } }
    static void run(Runnable r) { try { r.run(); System.out.println("nothing"); } catch (NullPointerException e) { System.out.println(e); } }
    public static void main(String[] a) {
        User u = new User();
        Map<String, Integer> m = new HashMap<>();
        run(() -> u.getAddr().city());
        run(() -> { int n = m.get("x"); });
        run(() -> { String s = null; s.length(); });
        run(() -> System.out.println(u.items.length));
        run(() -> List.of("a", null));
        System.out.println(new Orders(m).available("x") + " " + Orders.city(new Orders.User(null)));
        run(() -> new Orders(null));
    }
}
EOF
javac Orders.java Bad.java || fail javac
out=$(java Bad)
has "$out" 'because the return value of "Bad$User.getAddr()" is null'
has "$out" 'Cannot invoke "java.lang.Integer.intValue()" because the return value of "java.util.Map.get(Object)" is null'
has "$out" 'Cannot invoke "String.length()" because "<local0>" is null'
has "$out" 'Cannot read the array length because "<parameter1>.items" is null'
has "$out" '0 unknown'
has "$out" 'java.lang.NullPointerException: stock'
javac -g Orders.java Bad.java && has "$(java Bad)" 'Cannot invoke "String.length()" because "s" is null'
