# needs: go
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
mkdir mod && cd mod
cat > main.go <<'EOF_MAIN'
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os/signal"
	"syscall"
	"time"
)

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(300 * time.Millisecond)
		w.Write([]byte("ok\n"))
	})
	srv := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: 5 * time.Second}

	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()

	select {
	case err := <-failed: // the port is taken, for example
		return err
	case <-ctx.Done():
	}
	stop() // a second Ctrl-C ends the program at once
	log.Print("draining")

	// a fresh context: ctx is cancelled already
	deadline, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := srv.Shutdown(deadline); err != nil {
		srv.Close() // cut off what is left
		return err
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	// now close what the handlers used: database, queues
	return nil
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
EOF_MAIN
printf 'module x\n\ngo 1.22\n' > go.mod
port=$((20000 + RANDOM % 10000))
sed -i "s/:8080/127.0.0.1:$port/" main.go
go build -o good . || fail "build"
mkdir bad && printf 'module y\n\ngo 1.22\n' > bad/go.mod
sed "s/signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)/context.WithCancel(context.Background())/; /os.signal/d; /\"syscall\"/d" main.go > bad/main.go
(cd bad && go build -o ../plain .) || fail "build of the plain one"
run() {
  ./$1 2>log & pid=$!
  for _ in $(seq 50); do (exec 3<>/dev/tcp/127.0.0.1/$port) 2>>err && break; sleep 0.02; done
  exec 3<>/dev/tcp/127.0.0.1/$port
  printf 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' >&3
  sleep 0.1
  kill -TERM $pid
  out=$(timeout 3 head -c 200 <&3)
  exec 3>&-
  wait $pid
  code=$?
}
run plain
case "$out" in *"200 OK"*) fail "the request survived without a handler";; esac
run good
has "$out" "200 OK"
has "$out" "ok"
[ $code = 0 ] || fail "exit code $code: $(cat log)"
has "$(cat log)" draining
