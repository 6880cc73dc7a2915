# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
cat > main.go <<'GO'
package main

import "fmt"

func main() {
	var fs []func() string
	for _, s := range []string{"a", "b", "c"} {
		fs = append(fs, func() string { return s })
	}
	out := ""
	for i := 0; i < len(fs); i++ {
		out += fs[i]()
	}
	fmt.Println(out)
}
GO
[ "$(go run main.go)" = abc ] || { echo "outside a module: $(go run main.go)"; exit 1; }
run() { printf 'module proof\n\n%s\n' "$1" > go.mod; go run . 2>&1; }
[ "$(run 'go 1.21')" = ccc ] || { echo "go 1.21: $(run 'go 1.21')"; exit 1; }
[ "$(run '')" = ccc ] || { echo "no go line: $(run '')"; exit 1; }
[ "$(run 'go 1.22')" = abc ] || { echo "go 1.22: $(run 'go 1.22')"; exit 1; }
go build -gcflags=-d=loopvar=2 -o out . 2>&1 | grep -q 'loop variable s now per-iteration' || { echo "no -d=loopvar=2 line"; exit 1; }
awk '/^```go$/ {on = 1; next} /^```$/ {on = 0} on' "$here/loop-variable-captured-goroutine.md" > main.go
[ "$(run 'go 1.21')" = 3 ] || { echo "the copy did not help"; exit 1; }
sed -i '/s := s/d' main.go
go vet . 2>&1 | grep -q 'loop variable s captured by func literal' || { echo "vet is silent below 1.22"; exit 1; }
[ "$(run 'go 1.22')" = 3 ] || { echo "1.22 without the copy differs"; exit 1; }
go list -m -f '{{.GoVersion}}' | grep -q '^1.22$' || { echo "go list differs"; exit 1; }
