set -u
fail() { echo "$1"; exit 1; }
DB_PASSWORD=example

# symptom: echo puts a line feed into the encoded value; the three suspicious endings
bad=$(echo "$DB_PASSWORD" | base64)
[ "$(printf '%s' "$bad" | base64 -d | tail -c 4 | od -An -c | tr -d ' ')" = 'ple\n' ] || fail "no line feed seen"
for word in abc ab a; do echo "$word" | base64; done | tr '\n' ' ' | grep -q 'Cg== .*K .*o= ' || fail "endings differ"
python - "$(printf '%s' "$bad" | base64 -d; printf x)" <<'PY' || fail "header was accepted"
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", 1)
connection.sock = open("/dev/null", "wb")
connection.putrequest("GET", "/")
try:
    connection.putheader("Authorization", "Bearer " + sys.argv[1][:-1])
except ValueError as error:
    sys.exit(0 if str(error) == r"Invalid header value b'Bearer example\n'" else f"other message: {error}")
sys.exit(1)
PY

# cure: printf '%s', joined lines
good=$(printf '%s' "$DB_PASSWORD" | base64 | tr -d '\n')
[ "$(printf '%s' "$good" | base64 -d | wc -lc | tr -s ' ')" = " 0 7" ] || fail "wc: $(printf '%s' "$good" | base64 -d | wc -lc)"
long=$(head -c 100 /dev/zero | tr '\0' a)
[ "$(printf '%s' "$long" | base64 | wc -l)" -gt 1 ] || fail "base64 did not wrap"
[ "$(printf '%s' "$long" | base64 | tr -d '\n' | base64 -d)" = "$long" ] || fail "joined value differs"

# the repair of an existing value removes exactly one line feed and keeps other bytes
v=$(printf '%s' "$bad" | base64 -d; printf x)
v=${v%x}; v=${v%$'\n'}
patch=$(printf '{"data":{"password":"%s"}}' "$(printf '%s' "$v" | base64 | tr -d '\n')")
[ "$(printf '%s' "$patch" | python -c 'import json,sys; print(json.load(sys.stdin)["data"]["password"])')" = "$good" ] || fail "repair differs: $patch"
