# needs: go git
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
repos=$PWD/repos
export GOPATH=$PWD/gopath GOFLAGS=-modcacherw GOTOOLCHAIN=local GOENV=$PWD/goenv
cat > server.py <<'PY'
import http.server, sys
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        open("asked", "a").write(self.path + "\n")
        auth = self.path.startswith("/git/")
        self.send_response(401 if auth else 404)
        if auth:
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.send_header("Content-Length", "9")
        self.end_headers()
        self.wfile.write(b"not found")
    def log_message(self, *_): pass
s = http.server.HTTPServer(("127.0.0.1", 0), H)
open("port.tmp", "w").write(str(s.server_port))
import os; os.rename("port.tmp", "port")
s.serve_forever()
PY
python server.py & server=$!
trap 'kill $server' EXIT
for _ in $(seq 50); do [ -f port ] && break; sleep 0.05; done
public=http://127.0.0.1:$(cat port)
mkdir -p repos/acme/secretlib && cd repos/acme/secretlib && git init -q . && printf 'module github.com/acme/secretlib\n\ngo 1.21\n' > go.mod
echo 'package secretlib' > a.go && git add . && git commit -qm x && git tag v1.0.0 && cd ../../..
mkdir app && cd app && printf 'module example.com/app\n\ngo 1.21\n' > go.mod
rewrite() { export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=url.$1.insteadOf GIT_CONFIG_VALUE_0=https://github.com/; }
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
rewrite "file://$repos/"
out=$(GOPROXY=$public go get github.com/acme/secretlib 2>&1) && { echo "proxy worked"; exit 1; }
has '/@v/list: 404 Not Found'
sumdb="$(env -u GOSUMDB go env GOSUMDB) $public"
out=$(GOPROXY=direct GOSUMDB=$sumdb go get github.com/acme/secretlib@v1.0.0 2>&1) && { echo "unverified"; exit 1; }
has 'verifying module: github.com/acme/secretlib@v1.0.0: reading'
has '/lookup/github.com/acme/secretlib@v1.0.0: 404 Not Found'
rm -f ../asked
go env -w GOPRIVATE=github.com/acme
[ "$(go env GONOPROXY GONOSUMDB | sort -u)" = github.com/acme ] || { echo "defaults differ"; exit 1; }
out=$(GOPROXY=$public,direct GOSUMDB=$sumdb go get github.com/acme/secretlib@v1.0.0 2>&1) || { echo "GOPRIVATE: $out"; exit 1; }
grep -q secretlib ../asked 2> /dev/null && { echo "a public server was asked"; exit 1; }
rewrite "$public/git/"
out=$(GOMODCACHE=$PWD/empty go mod download github.com/acme/secretlib@v1.0.0 2>&1) && { echo "no credentials needed"; exit 1; }
has "terminal prompts disabled"
has 'git ls-remote -q --end-of-options'
rewrite "file://$repos/"
out=$(GOMODCACHE=$PWD/empty2 go mod download github.com/acme/secretlib@v1.0.0 2>&1) || { echo "verify: $out"; exit 1; }
