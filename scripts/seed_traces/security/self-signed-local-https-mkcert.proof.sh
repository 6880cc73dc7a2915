# needs: node
# Clients refuse a self-signed certificate with the trace's messages; with the trace's CA they all connect.
trace="$(dirname "$0")/self-signed-local-https-mkcert.md"
fail() { echo "$1"; exit 1; }
openssl req -x509 -newkey rsa:2048 -noenc -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -keyout self-key.pem -out self.pem 2>/dev/null || fail "openssl"
# the second bash block of the trace, as it stands
awk '/^```bash$/ {n++; on = (n == 2); next} /^```$/ {on = 0} on' "$trace" > make.sh
bash -e make.sh 2>/dev/null || fail "the trace's commands failed"
cat > server.cjs <<'JS'
const https = require("https"), fs = require("fs");
const [, , key, cert] = process.argv;
https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, (q, r) => r.end("ok"))
  .listen(0, "127.0.0.1", function () { fs.writeFileSync(cert + ".port.tmp", String(this.address().port)); fs.renameSync(cert + ".port.tmp", cert + ".port"); });
JS
node server.cjs self-key.pem self.pem & node server.cjs server-key.pem server.pem &
trap 'kill $(jobs -p)' EXIT
for _ in $(seq 50); do [ -e self.pem.port ] && [ -e server.pem.port ] && break; sleep 0.05; done
bad="https://localhost:$(cat self.pem.port)/" good="https://localhost:$(cat server.pem.port)/"
get_node() { node -e 'require("https").get(process.argv[1], r => console.log(r.statusCode)).on("error", e => console.log(e.message, e.code))' "$1" 2>/dev/null; }
get_python() { python -c 'import ssl,sys,urllib.request as u
try: print(u.urlopen(sys.argv[1]).status)
except Exception as e: print(e)' "$1"; }
get_curl() { curl -sS -o /dev/null -w '%{http_code}' "$@" 2>&1; }
get_node "$bad" | grep -q 'self-signed certificate DEPTH_ZERO_SELF_SIGNED_CERT' || fail "node: $(get_node "$bad")"
get_python "$bad" | grep -q 'CERTIFICATE_VERIFY_FAILED\] certificate verify failed: self-signed certificate' || fail "python"
get_curl "$bad" | grep -q 'curl: (60) SSL certificate problem: self-signed certificate' || fail "curl: $(get_curl "$bad")"
get_node "$good" | grep -q UNABLE_TO_VERIFY_LEAF_SIGNATURE || fail "node without the CA: $(get_node "$good")"
[ "$(NODE_EXTRA_CA_CERTS=ca.pem get_node "$good")" = 200 ] || fail "node with the CA: $(NODE_EXTRA_CA_CERTS=ca.pem get_node "$good")"
[ "$(SSL_CERT_FILE=ca.pem get_python "$good")" = 200 ] || fail "python with the CA"
[ "$(get_curl --cacert ca.pem "$good")" = 200 ] || fail "curl with the CA"
openssl verify -CAfile ca.pem -verify_hostname localhost server.pem | grep -q 'server.pem: OK' || fail "openssl verify"
openssl verify -CAfile ca.pem -verify_hostname other.test server.pem >/dev/null 2>&1 && fail "another name was accepted"
exit 0
