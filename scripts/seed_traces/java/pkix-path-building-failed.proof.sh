# needs: java
set -u
STORE_PASS=changeit
cat > Tls.java <<'J'
import java.io.FileInputStream;
import java.security.KeyStore;
import javax.net.ssl.*;

public class Tls {
    public static void main(String[] a) throws Exception {
        KeyStore ks = KeyStore.getInstance("PKCS12");
        try (var in = new FileInputStream("server.p12")) { ks.load(in, a[0].toCharArray()); }
        KeyManagerFactory kmf = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        kmf.init(ks, a[0].toCharArray());
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(kmf.getKeyManagers(), null, null);
        try (SSLServerSocket s = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
            Thread t = new Thread(() -> { try (SSLSocket c = (SSLSocket) s.accept()) { c.startHandshake(); c.getInputStream().read(); } catch (Exception e) { } });
            t.setDaemon(true);
            t.start();
            try (SSLSocket c = (SSLSocket) SSLSocketFactory.getDefault().createSocket("localhost", s.getLocalPort())) {
                c.startHandshake();
                System.out.println("trusted");
            } catch (SSLException e) {
                System.out.println(e);
            }
        }
    }
}
J
javac Tls.java || exit 1
keytool -genkeypair -alias s -keyalg EC -dname CN=localhost -ext san=dns:localhost -validity 30 -keystore server.p12 -storetype PKCS12 -storepass "$STORE_PASS" 2> log || { cat log; exit 1; }
keytool -exportcert -rfc -alias s -keystore server.p12 -storepass "$STORE_PASS" -file corp-root.pem 2> log || { cat log; exit 1; }
out=$(java Tls "$STORE_PASS" 2>&1)
[ "$out" = 'javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target' ] || { echo "other message: $out"; exit 1; }
home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.home = //p')
cp "$home/lib/security/cacerts" truststore && chmod u+w truststore
keytool -importcert -noprompt -alias corp-root -file corp-root.pem -keystore truststore -storepass "$STORE_PASS" 2> log || { cat log; exit 1; }
out=$(java -Djavax.net.ssl.trustStore=truststore -Djavax.net.ssl.trustStorePassword="$STORE_PASS" Tls "$STORE_PASS" 2>&1)
[ "$out" = trusted ] || { echo "with the trust store: $out"; exit 1; }
keytool -list -keystore truststore -storepass "$STORE_PASS" -alias corp-root 2>&1 | grep -q trustedCertEntry || { echo "not listed"; exit 1; }
out=$(java -Djavax.net.ssl.trustStore=no-such-file Tls "$STORE_PASS" 2>&1)
grep -q 'PKIX path building failed' <<<"$out" || { echo "missing file: $out"; exit 1; }
