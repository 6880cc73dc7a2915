# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.20\n' > go.mod
mkdir dns tz
cat > dns/main.go <<'GO'
package main

import (
	"fmt"
	"net"
)

func main() { fmt.Println(net.ParseIP("10.0.0.1")); net.LookupHost("localhost") }
GO
awk '/^```go$/ {on = 1; next} /^```$/ {on = 0} on' "$here/cgo-alpine-not-found-static.md" > tz/main.go
# the loader of the dynamic binary doesn't exist here, as glibc's doesn't in Alpine
CGO_ENABLED=1 go build -ldflags '-I /lib64/ld-of-another-libc.so.2' -o app ./dns || exit 1
go version -m app | grep -q 'CGO_ENABLED=1' || { echo "not built with cgo"; exit 1; }
out=$(LC_ALL=C env ./app 2>&1) && { echo "it started"; exit 1; }
grep -q "app.*: No such file or directory" <<<"$out" || { echo "env: $out"; exit 1; }
out=$(sh -c ./app 2>&1)
grep -q './app: not found\|required file not found' <<<"$out" || { echo "sh: $out"; exit 1; }
CGO_ENABLED=0 go build -o app ./dns || exit 1
[ "$(./app)" = 10.0.0.1 ] || { echo "the static one fails"; exit 1; }
go version -m app | grep -q 'CGO_ENABLED=0' || { echo "built with cgo"; exit 1; }
out=$(LC_ALL=C ldd ./app 2>&1)
grep -q 'not a dynamic executable' <<<"$out" || { echo "ldd: $out"; exit 1; }
out=$(CGO_ENABLED=0 go run ./tz)
[ "$out" = 'Europe/Berlin <nil>' ] || { echo "tz: $out"; exit 1; }
