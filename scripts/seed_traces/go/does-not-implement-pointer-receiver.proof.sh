# needs: go
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
mkdir mod && cd mod
printf "module x\n\ngo 1.20\n" > go.mod
cat > main.go <<'EOF_MAIN'
package main

import "fmt"

type Store interface {
	Save(key string) error
}

type Mem struct{ keys []string }

func NewMem() *Mem { return &Mem{} }

func (m *Mem) Save(key string) error {
	m.keys = append(m.keys, key)
	return nil
}

// checked at compile time, at the place of the type
var _ Store = (*Mem)(nil)

func main() {
	var s Store = NewMem()
	stores := map[string]*Mem{"a": NewMem()}
	fmt.Println(s.Save("x"), stores["a"].Save("y"))
}
EOF_MAIN
[ "$(go run .)" = "<nil> <nil>" ] || fail "solution"
sed 's/^var _ Store = .*/var _ Store = Mem{}/' main.go > m && mv m main.go
has "$(go build . 2>&1)" "cannot use Mem{} (value of struct type Mem) as Store value in variable declaration: Mem does not implement Store (method Save has pointer receiver)"
sed -i 's/^var _ Store = .*/var _ = func(s *Store) { s.Save("") }/' main.go
has "$(go build . 2>&1)" "type *Store is pointer to interface, not interface"
sed -i 's/^var _ .*//; s/func (m \*Mem) Save/func (m *Mem) save/' main.go
out=$(go build . 2>&1)
has "$out" "*Mem does not implement Store (missing method Save)"
has "$out" "have save(string) error"
