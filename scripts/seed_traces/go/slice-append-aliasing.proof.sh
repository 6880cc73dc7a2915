# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.22\n' > go.mod
trace() { awk -v n="$1" '/^```go$/ {k++; if (k == n) {on = 1; next}} /^```$/ {on = 0} on' "$here/slice-append-aliasing.md"; }
mkdir bad good del
trace 1 > bad/main.go
trace 2 > good/main.go
cat > del/main.go <<'GO'
package main

import (
	"fmt"
	"slices"
)

func main() {
	s := []int{1, 2, 3, 4}
	t := slices.Delete(s, 0, 2)
	fmt.Println(s, t)
}
GO
out=$(go run ./bad)
[ "$out" = $'[0 0 0 2] [0 0 0 2]\n[1 9 3 4] [1 9]' ] || { echo "symptom differs: $out"; exit 1; }
out=$(go run ./good)
[ "$out" = $'[0 0 0 1] [0 0 0 2]\n[[] [y] [x] [x y]]' ] || { echo "solution differs: $out"; exit 1; }
[ "$(go run ./del)" = '[3 4 0 0] [3 4]' ] || { echo "Delete differs: $(go run ./del)"; exit 1; }
