# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.21\n' > go.mod
mkdir bad good
cat > bad/main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"
)

func first(sources []int) int {
	results := make(chan int)
	for _, n := range sources {
		go func(n int) { results <- n }(n)
	}
	return <-results
}

func main() {
	before := runtime.NumGoroutine()
	for i := 0; i < 100; i++ {
		first([]int{1, 2, 3})
	}
	time.Sleep(50 * time.Millisecond)
	fmt.Println("leaked", runtime.NumGoroutine()-before)
	pprof.Lookup("goroutine").WriteTo(os.Stdout, 1)
}
GO
out=$(go run ./bad 2>&1) || { echo "$out"; exit 1; }
grep -q '^leaked 200$' <<<"$out" || { echo "no leak: $out"; exit 1; }
grep -q '^goroutine profile: total 201' <<<"$out" || { echo "profile differs: $out"; exit 1; }
grep -q '^200 @' <<<"$out" || { echo "profile differs: $out"; exit 1; }
awk '/^```go$/ {on = 1; next} /^```$/ {on = 0} on' "$here/goroutine-leak-context-cancel.md" > good/main.go
out=$(go run ./good 2>&1) || { echo "the solution failed: $out"; exit 1; }
[ "$out" = 0 ] || { echo "the solution leaves $out goroutines"; exit 1; }
