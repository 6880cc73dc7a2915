# needs: java
# The mechanism with a JDK proxy that does what Spring's interceptor does: begin, commit, roll back on unchecked exceptions only.
set -u
cat > Demo.java <<'J'
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

public class Demo {
    interface Writer { void write(String row) throws Exception; default void all(List<String> rows) throws Exception {} }

    static final List<String> log = new ArrayList<>();

    static Writer transactional(Writer target, boolean rollbackForAll) {
        return (Writer) Proxy.newProxyInstance(Demo.class.getClassLoader(), new Class<?>[] {Writer.class}, (p, m, args) -> {
            boolean annotated = m.getName().equals("write");
            try {
                if (annotated) log.add("begin");
                Object result = m.invoke(target, args);
                if (annotated) log.add("commit");
                return result;
            } catch (InvocationTargetException e) {
                Throwable t = e.getCause();
                if (annotated) log.add(rollbackForAll || t instanceof RuntimeException || t instanceof Error ? "rollback" : "commit");
                throw t;
            }
        });
    }

    static class SameClass implements Writer {
        public void write(String row) throws Exception { log.add(row); if (row.equals("bad")) throw new IOException(); }
        public void all(List<String> rows) throws Exception { for (String r : rows) write(r); } // this.write: not through the proxy
    }

    static void expect(String want) {
        if (!String.join(" ", log).equals(want)) { System.out.println("wanted " + want + ", got " + log); System.exit(1); }
        log.clear();
    }

    public static void main(String[] a) throws Exception {
        transactional(new SameClass(), false).all(List.of("x"));
        expect("x");
        Writer writer = transactional(new SameClass(), false);
        for (String r : List.of("x", "bad")) try { writer.write(r); } catch (IOException e) { }
        expect("begin x commit begin bad commit");
        writer = transactional(new SameClass(), true);
        for (String r : List.of("x", "bad")) try { writer.write(r); } catch (IOException e) { }
        expect("begin x commit begin bad rollback");
    }
}
J
javac Demo.java && java Demo
