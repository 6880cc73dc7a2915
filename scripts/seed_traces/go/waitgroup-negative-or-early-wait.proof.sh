# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.25\n' > go.mod
trace() { awk -v n="$1" '/^```go$/ {k++; if (k == n) {on = 1; next}} /^```$/ {on = 0} on' "$here/waitgroup-negative-or-early-wait.md"; }
mkdir neg copy early one two
printf 'package main\n\nimport "sync"\n\nfunc main() {\n\tvar wg sync.WaitGroup\n\twg.Add(1)\n\twg.Done()\n\twg.Done()\n}\n' > neg/main.go
printf 'package main\n\nimport "sync"\n\nfunc work(wg sync.WaitGroup) { defer wg.Done() }\n\nfunc main() {\n\tvar wg sync.WaitGroup\n\twg.Add(1)\n\tgo work(wg)\n\twg.Wait()\n}\n' > copy/main.go
cat > early/main.go <<'GO'
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var wg sync.WaitGroup
	var done atomic.Int64
	for range 100 {
		go func() {
			wg.Add(1)
			defer wg.Done()
			done.Add(1)
		}()
	}
	wg.Wait()
	fmt.Println(done.Load())
}
GO
trace 1 > one/main.go
trace 2 > two/main.go
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
out=$(go run ./neg 2>&1); has 'panic: sync: negative WaitGroup counter'
out=$(go run ./copy 2>&1); has 'fatal error: all goroutines are asleep - deadlock!'
out=$(go vet ./copy 2>&1); has 'work passes lock by value: sync.WaitGroup contains sync.noCopy'
out=$(go vet ./early 2>&1); has 'WaitGroup.Add called from inside new goroutine'
out=$(GOMAXPROCS=1 go run ./early 2>&1)
[ "$out" -lt 100 ] || { echo "Wait did not return early: $out"; exit 1; }
go vet ./one ./two || exit 1
out=$(go run ./one); [ "$out" = 100 ] || { echo "wg.Go: $out"; exit 1; }
out=$(go run ./two); [ "$out" = '[0 1 4 9]' ] || { echo "Add before go: $out"; exit 1; }
