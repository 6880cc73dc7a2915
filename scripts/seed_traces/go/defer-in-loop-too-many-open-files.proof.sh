# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.21\n' > go.mod
awk '/^```go$/ {on = 1; next} /^```$/ {on = 0} on' "$here/defer-in-loop-too-many-open-files.md" > copy.go
cat > main.go <<'GO'
package main

func openAll(names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
	}
	return nil
}

func main() {
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	dir, _ := os.MkdirTemp("", "d")
	to, _ := os.MkdirTemp("", "d")
	var names []string
	for i := 0; i < 100; i++ {
		name := filepath.Join(dir, fmt.Sprint(i))
		os.WriteFile(name, []byte("x"), 0o600)
		names = append(names, name)
	}
	fmt.Println(openAll(names))
	fmt.Println(copyAll(to, names))
	written, _ := os.ReadDir(to)
	fmt.Println(len(written), copyFile("/dev/full", names[0]) != nil)
}
GO
sed -i '1a import ("fmt"; "log"; "os"; "path/filepath")' main.go
go build -o app . || exit 1
out=$( (ulimit -n 40; ./app) 2>&1)
grep -q '^open .*/3[0-9]: too many open files$' <<<"$out" || { echo "no exhaustion: $(head -3 <<<"$out")"; exit 1; }
soft=$( (ulimit -Sn 40; ./app) 2>&1) # Go raises the soft limit to the hard one
grep -q 'too many open files' <<<"$soft" && { echo "the soft limit counted: $(head -3 <<<"$soft")"; exit 1; }
grep -q '^<nil>$' <<<"$out" || { echo "the solution failed: $(tail -3 <<<"$out")"; exit 1; }
grep -q '^100 true$' <<<"$out" || { echo "files: $(tail -2 <<<"$out")"; exit 1; }
grep -q 'in 0s$' <<<"$out" && { echo "time was taken early"; exit 1; }
cat > close_test.go <<'GO'
package main

import (
	"errors"
	"testing"
)

func TestNamed(t *testing.T) {
	named := func() (err error) { defer func() { err = errors.Join(err, errors.New("close")) }(); return nil }
	unnamed := func() error { var err error; defer func() { err = errors.New("close") }(); return err }
	if named() == nil || unnamed() != nil {
		t.Fatal(named(), unnamed())
	}
}
GO
go test . > out 2>&1 || { cat out; exit 1; }
