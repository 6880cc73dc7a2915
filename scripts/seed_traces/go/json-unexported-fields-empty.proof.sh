# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.24\n' > go.mod
mkdir bad good
cat > bad/main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"time"
)

type user struct {
	name string
	x    string `json:"x"`
}

type event struct {
	T time.Time `json:"t,omitempty"`
	B string    `json: "bad"`
	E []int
}

func main() {
	b, err := json.Marshal(user{name: "ann"})
	fmt.Println(string(b), err)
	b, err = json.Marshal(event{B: "v"})
	fmt.Println(string(b), err)
	var u user
	fmt.Println(json.Unmarshal([]byte(`{"name":"bob"}`), &u), u)
	fmt.Println(json.Unmarshal([]byte(`{"name":"bob"}`), u))
}
GO
out=$(go run ./bad 2>&1)
want='{} <nil>
{"t":"0001-01-01T00:00:00Z","B":"v","E":null} <nil>
<nil> { }
json: Unmarshal(non-pointer main.user)'
[ "$out" = "$want" ] || { echo "symptom differs: $out"; exit 1; }
vet=$(go vet ./bad 2>&1)
for m in 'struct field x has json tag but is not exported' 'bad syntax for struct tag value' 'call of Unmarshal passes non-pointer as second argument'; do
  grep -qF "$m" <<<"$vet" || { echo "vet does not say $m: $vet"; exit 1; }
done
awk '/^```go$/ {on = 1; next} /^```$/ {on = 0} on' "$here/json-unexported-fields-empty.md" > good/main.go
out=$(go run ./good 2>&1)
want='{"name":"ann","age":0,"active":false} <nil>
json: unknown field "agee"'
[ "$out" = "$want" ] || { echo "solution differs: $out"; exit 1; }
