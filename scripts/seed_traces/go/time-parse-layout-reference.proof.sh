# needs: go
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
mkdir mod && cd mod
printf "module x\n\ngo 1.20\n" > go.mod
mkdir dates
cat > dates/dates.go <<'EOF_DATES'
package dates

import (
	"fmt"
	"time"
	_ "time/tzdata" // the zone database, for scratch and distroless images and Windows
)

var berlin = mustLoad("Europe/Berlin")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// ParseLocal accepts a zone in the text; without one it is Berlin time.
func ParseLocal(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, berlin); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("not a date: %q", s)
}

type Day struct{ time.Time }

func (d Day) MarshalJSON() ([]byte, error) {
	return []byte(d.Format(`"` + time.DateOnly + `"`)), nil
}

func (d *Day) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	t, err := time.Parse(`"`+time.DateOnly+`"`, string(b))
	if err != nil {
		return err
	}
	d.Time = t
	return nil
}
EOF_DATES
cat > main.go <<'EOF'
package main

import (
	"encoding/json"
	"fmt"
	"time"
	"x/dates"
)

func main() {
	for _, p := range [][2]string{{"YYYY-MM-DD", "2026-11-21"}, {time.DateOnly, "2026-11-21T10:00:00Z"}, {time.RFC3339, "2026-11-21T10:00:00"},
		{"2006-01-02T15:04:05Z", "2026-11-21T10:00:00+02:00"}, {"02/01/2006", "11/21/2026"}, {"2006-01-02 03:04:05", "2026-11-21 22:00:00"}} {
		_, err := time.Parse(p[0], p[1])
		fmt.Println(err)
	}
	for _, s := range []string{"2026-11-21T10:00:00", "2026-07-21 10:00:00", "2026-11-21T10:00:00+02:00"} {
		t, err := dates.ParseLocal(s)
		fmt.Println(t.Format(time.RFC3339), err)
	}
	var v struct{ D dates.Day }
	fmt.Println(json.Unmarshal([]byte(`{"D":"2026-11-21"}`), &v), v.D.Format(time.DateOnly))
	back, err := json.Marshal(v)
	fmt.Println(string(back), err, json.Unmarshal([]byte(`{"D":null}`), &v))
}
EOF
out=$(go run .) || fail run
has "$out" 'parsing time "2026-11-21" as "YYYY-MM-DD": cannot parse "2026-11-21" as "YYYY-MM-DD"'
has "$out" 'parsing time "2026-11-21T10:00:00Z": extra text: "T10:00:00Z"'
has "$out" 'parsing time "2026-11-21T10:00:00" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"'
has "$out" 'parsing time "2026-11-21T10:00:00+02:00" as "2006-01-02T15:04:05Z": cannot parse "+02:00" as "Z"'
has "$out" 'parsing time "11/21/2026": month out of range'
has "$out" 'parsing time "2026-11-21 22:00:00": hour out of range'
has "$out" '2026-11-21T10:00:00+01:00 <nil>'
has "$out" '2026-07-21T10:00:00+02:00 <nil>'
has "$out" '2026-11-21T10:00:00+02:00 <nil>'
has "$out" '<nil> 2026-11-21'
has "$out" '{"D":"2026-11-21"} <nil> <nil>'
