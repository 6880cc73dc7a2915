# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.21\n' > go.mod
mkdir bad one good
cat > bad/main.go <<'GO'
package main

import "sync"

func main() {
	results := make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func() { defer wg.Done(); results <- 1 }()
	}
	wg.Wait()
	close(results)
}
GO
cat > one/main.go <<'GO'
package main

func main() {
	ch := make(chan int)
	ch <- 1
}
GO
out=$(go run ./bad 2>&1) && { echo "no deadlock: $out"; exit 1; }
for want in 'fatal error: all goroutines are asleep - deadlock!' 'goroutine 1 \[sync.WaitGroup.Wait\]' '\[chan send\]'; do
  grep -q "$want" <<<"$out" || { echo "missing $want in: $out"; exit 1; }
done
out=$(go run ./one 2>&1)
grep -q 'goroutine 1 \[chan send\]' <<<"$out" || { echo "unbuffered send: $out"; exit 1; }
awk '/^```go$/ {on = 1; next} /^```$/ {on = 0} on' "$here/all-goroutines-asleep-deadlock.md" > good/main.go
out=$(go run ./good 2>&1) || { echo "the solution failed: $out"; exit 1; }
[ "$out" = 14 ] || { echo "the solution printed: $out"; exit 1; }
