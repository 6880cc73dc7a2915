# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
trace() { awk -v n="$1" '/^```go$/ {k++; if (k == n) {on = 1; next}} /^```$/ {on = 0} on' "$(dirname "$0")/nil-map-assignment-panic.md"; }
printf 'module proof\n\ngo 1.21\n' > go.mod
mkdir bad good
cat > bad/main.go <<'GO'
package main

import "fmt"

type Counter struct{ hits map[string]int }

func main() {
	var c Counter
	delete(c.hits, "x")
	fmt.Println("read", c.hits["x"], len(c.hits))
	c.hits["/"]++
}
GO
out=$(go run ./bad 2>&1) && { echo "the nil map did not panic: $out"; exit 1; }
grep -q '^read 0 0$' <<<"$out" || { echo "reading a nil map differed: $out"; exit 1; }
grep -q 'panic: assignment to entry in nil map' <<<"$out" || { echo "other message: $out"; exit 1; }
trace 1 > good/main.go
out=$(go run ./good 2>&1) || { echo "the solution failed: $out"; exit 1; }
[ "$out" = 'map[/:1] map[a:map[b:1]]' ] || { echo "the solution printed: $out"; exit 1; }
