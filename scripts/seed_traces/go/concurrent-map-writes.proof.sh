# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.22\n' > go.mod
mkdir bad good
cat > bad/main.go <<'GO'
package main

import (
	"fmt"
	"time"
)

func main() {
	defer func() { fmt.Println("recovered", recover()) }()
	m := map[int]int{}
	for i := 0; i < 4; i++ {
		go func() {
			defer func() { recover() }()
			for {
				m[i]++
			}
		}()
	}
	time.Sleep(20 * time.Second)
}
GO
go build -o bad/bad ./bad
out=$(GOMAXPROCS=4 timeout 25 bad/bad 2>&1)
grep -q '^fatal error: concurrent map writes' <<<"$out" || { echo "other message: $(head -3 <<<"$out")"; exit 1; }
grep -q recovered <<<"$out" && { echo "it was recovered"; exit 1; }
awk '/^```go$/ {on = 1; next} /^```$/ {on = 0} on' "$here/concurrent-map-writes.md" > good/main.go
out=$(go run ./good 2>&1) || { echo "the solution failed: $out"; exit 1; }
[ "$out" = 'map[/:5000]' ] || { echo "the solution printed: $out"; exit 1; }
