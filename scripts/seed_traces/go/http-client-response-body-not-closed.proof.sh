# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.21\n' > go.mod
trace() { awk -v n="$1" '/^```go$/ {k++; if (k == n) {on = 1; next}} /^```$/ {on = 0} on' "$here/http-client-response-body-not-closed.md"; }
trace 1 > client.go
trace 2 > traced.go
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
)

func main() {
	var opened atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/404" {
			w.WriteHeader(404)
		}
		size := 100000
		if r.URL.Path == "/big" { // more than Go 1.27 drains by itself
			size = 5000000
		}
		io.WriteString(w, `{"a":"`+strings.Repeat("x", size)+`"}`)
	}))
	s.Config.ConnState = func(c net.Conn, st http.ConnState) {
		if st == http.StateNew {
			opened.Add(1)
		}
	}
	s.Start()
	for i := 0; i < 5; i++ {
		http.Get(s.URL)
	}
	fmt.Println("open", opened.Swap(0))
	for i := 0; i < 5; i++ {
		resp, _ := http.Get(s.URL + "/big")
		resp.Body.Close()
	}
	fmt.Println("unread", opened.Swap(0))
	for i := 0; i < 5; i++ {
		var out struct{ A string }
		path := []string{"", "/404"}[i%2]
		err := getJSON(traced(context.Background()), s.URL+path, &out)
		if (path == "") != (err == nil && len(out.A) == 100000) {
			fmt.Println("wrong answer", err)
		}
	}
	fmt.Println("drained", opened.Swap(0))
}
GO
out=$(go run . 2>&1) || { echo "$out"; exit 1; }
want='open 5
unread 5
reused: false
reused: true
reused: true
reused: true
reused: true
drained 1'
[ "$out" = "$want" ] || { echo "got: $out"; exit 1; }
