# needs: go
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
here=$(dirname "$0")
printf 'module proof\n\ngo 1.21\n' > go.mod
awk '/^```go$/ {on = 1; next} /^```$/ {on = 0} on' "$here/context-deadline-exceeded-cause.md" > trace.go
cat > proof_test.go <<'GO'
package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestTrace(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}))
	client := &http.Client{Timeout: 50 * time.Millisecond}
	_, err := client.Get(s.URL)
	if err == nil || !strings.HasSuffix(err.Error(), "context deadline exceeded (Client.Timeout exceeded while awaiting headers)") {
		t.Error(err)
	}
	resp, err := client.Get(s.URL + "/body")
	if err != nil {
		t.Fatal(err)
	}
	_, err = resp.Body.Read(make([]byte, 1))
	if err == nil || err.Error() != "context deadline exceeded (Client.Timeout or context cancellation while reading body)" {
		t.Error(err)
	}

	bare, cancel := context.WithTimeoutCause(context.Background(), 50*time.Millisecond, errors.New("bare"))
	defer cancel()
	req, _ := http.NewRequestWithContext(bare, "GET", s.URL, nil)
	_, err = http.DefaultClient.Do(req)
	if errors.Is(err, context.DeadlineExceeded) || bare.Err() != context.DeadlineExceeded {
		t.Error("the bare cause:", err, bare.Err())
	}

	_, _, err = fetchStock(context.Background(), s.URL)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "stock service: no answer in 50ms") {
		t.Error(err)
	}

	lost, kept := make(chan error, 1), make(chan error, 1)
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		go func() { <-ctx.Done(); lost <- ctx.Err() }()
		afterResponse(r, func(ctx context.Context) { time.Sleep(100 * time.Millisecond); kept <- ctx.Err() })
	}))
	http.Get(h.URL)
	if err := <-lost; err != context.Canceled {
		t.Error(err)
	}
	if err := <-kept; err != nil {
		t.Error(err)
	}
}
GO
printf 'package main\n\nfunc main() {}\n' > main.go
out=$(go test . 2>&1) || { echo "$out"; exit 1; }
