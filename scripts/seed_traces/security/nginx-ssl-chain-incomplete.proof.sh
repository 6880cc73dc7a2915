# needs: node
# Root -> intermediate -> server. Sending the leaf alone gives the trace's messages; the trace's "cat" cures it.
fail() { echo "$1"; exit 1; }
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
key root.key; key intermediate.key; key server.key
{
openssl req -x509 -key root.key -subj "/CN=Root" -days 2 -out root.crt -addext "basicConstraints=critical,CA:TRUE"
openssl req -new -key intermediate.key -subj "/CN=Intermediate" -out i.csr
printf 'basicConstraints=critical,CA:TRUE\n' > ca.ext
openssl x509 -req -in i.csr -CA root.crt -CAkey root.key -CAcreateserial -extfile ca.ext -days 2 -out intermediate.crt
openssl req -new -key server.key -subj "/CN=localhost" -out s.csr
printf 'subjectAltName=DNS:localhost\n' > s.ext
openssl x509 -req -in s.csr -CA intermediate.crt -CAkey intermediate.key -CAcreateserial -extfile s.ext -days 2 -out app.example.com.crt
} 2>/dev/null || fail "openssl"
cat app.example.com.crt intermediate.crt > fullchain.pem
[ "$(openssl crl2pkcs7 -nocrl -certfile fullchain.pem | openssl pkcs7 -print_certs -noout | grep -c subject)" = 2 ] || fail "chain"
cat > server.cjs <<'JS'
const https = require("https"), fs = require("fs");
const cert = process.argv[2];
https.createServer({ key: fs.readFileSync("server.key"), cert: fs.readFileSync(cert) }, (q, r) => r.end("ok"))
  .listen(0, "127.0.0.1", function () { fs.writeFileSync("t-" + cert, String(this.address().port)); fs.renameSync("t-" + cert, cert + ".port"); });
JS
node server.cjs app.example.com.crt & node server.cjs fullchain.pem &
trap 'kill $(jobs -p)' EXIT
for _ in $(seq 50); do [ -e app.example.com.crt.port ] && [ -e fullchain.pem.port ] && break; sleep 0.05; done
bad=$(cat app.example.com.crt.port) good=$(cat fullchain.pem.port)
get_node() { NODE_EXTRA_CA_CERTS=root.crt node -e 'require("https").get(process.argv[1], r => console.log(r.statusCode)).on("error", e => console.log(e.message, e.code))' "https://localhost:$1/" 2>/dev/null; }
get_curl() { curl -sS --cacert root.crt -o /dev/null -w '%{http_code} %{ssl_verify_result}' "https://localhost:$1/" 2>&1; }
get_python() { SSL_CERT_FILE=root.crt python -c 'import sys,urllib.request as u
try: print(u.urlopen(sys.argv[1]).status)
except Exception as e: print(e)' "https://localhost:$1/"; }
code() { openssl s_client -CAfile root.crt -connect "127.0.0.1:$1" -servername localhost </dev/null 2>/dev/null | grep 'Verify return' | sort -u; }
get_node "$bad" | grep -q 'unable to verify the first certificate.*UNABLE_TO_VERIFY_LEAF_SIGNATURE' || fail "node: $(get_node "$bad")"
get_curl "$bad" | grep -q 'curl: (60) SSL certificate problem: unable to get local issuer certificate' || fail "curl: $(get_curl "$bad")"
get_python "$bad" | grep -q 'certificate verify failed: unable to get local issuer certificate' || fail "python: $(get_python "$bad")"
code "$bad" | grep -q 'code: 21 (unable to verify the first certificate)' || fail "s_client: $(code "$bad")"
[ "$(get_node "$good")" = 200 ] || fail "node, full chain: $(get_node "$good")"
[ "$(get_curl "$good")" = "200 0" ] || fail "curl, full chain: $(get_curl "$good")"
[ "$(get_python "$good")" = 200 ] || fail "python, full chain"
code "$good" | grep -q 'code: 0 (ok)' || fail "s_client, full chain: $(code "$good")"
exit 0
