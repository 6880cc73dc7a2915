# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.20\n' > go.mod
mkdir bad good
cat > bad/main.go <<'GO'
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
)

func main() {
	err := fmt.Errorf("load user 7: %w", sql.ErrNoRows)
	text := fmt.Errorf("load user 7: %v", sql.ErrNoRows)
	fmt.Println(err, err == sql.ErrNoRows, errors.Is(err, sql.ErrNoRows), errors.Is(text, sql.ErrNoRows))
	fmt.Println(errors.Is(errors.Join(errors.New("a"), err), sql.ErrNoRows))
	defer func() { fmt.Println(recover()) }()
	var target fs.PathError
	errors.As(err, target)
}
GO
out=$(go run ./bad)
want='load user 7: sql: no rows in result set false true false
true
errors: target must be a non-nil pointer'
[ "$out" = "$want" ] || { echo "symptom differs: $out"; exit 1; }
go vet ./bad 2>&1 | grep -q 'second argument to errors.As must be' || { echo "vet is silent"; exit 1; }
awk '/^```go$/ {on = 1; next} /^```$/ {on = 0} on' "$here/errors-is-as-wrapping.md" > good/main.go
out=$(go run ./good)
[ "$out" = $'true\nfalse true\nmissing.toml' ] || { echo "solution differs: $out"; exit 1; }
