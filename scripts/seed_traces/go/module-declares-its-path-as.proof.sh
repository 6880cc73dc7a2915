# needs: go git
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
repos=$PWD/repos
export GOPATH=$PWD/gopath GOPROXY=direct GOSUMDB=off GOFLAGS=-modcacherw GOTOOLCHAIN=local
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=url.file://$repos/.insteadOf GIT_CONFIG_VALUE_0=https://github.com/
publish() { # folder module tag
  mkdir -p "$repos/$1" && cd "$repos/$1" && git init -q . || exit 1
  printf 'module %s\n\ngo 1.21\n' "$2" > go.mod
  printf 'package lib\n\nfunc Hi() string { return "hi from %s" }\n' "$1" > lib.go
  git add . && git commit -qm x && git tag "$3" && cd - > /dev/null
}
publish upstream/lib github.com/upstream/lib v1.0.0
publish fork/lib github.com/upstream/lib v1.0.0
publish acme/two github.com/acme/two/v2 v2.0.0
publish acme/three github.com/acme/three v2.0.0
mkdir app && cd app
printf 'module example.com/app\n\ngo 1.21\n' > go.mod
printf 'package main\n\nimport "github.com/upstream/lib"\n\nfunc main() { println(lib.Hi()) }\n' > main.go
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
out=$(go get github.com/fork/lib 2>&1) && { echo "the fork was accepted"; exit 1; }
has 'module declares its path as: github.com/upstream/lib'
has 'but was required as: github.com/fork/lib'
out=$(go get github.com/acme/two@v2.0.0 2>&1)
has 'invalid version: go.mod has post-v2 module path "github.com/acme/two/v2" at revision v2.0.0'
out=$(go get github.com/acme/three@v2.0.0 2>&1)
has 'invalid version: module contains a go.mod file, so module path must match major version ("github.com/acme/three/v2")'
commit=$(git -C "$repos/acme/three" rev-parse HEAD)
out=$(go get "github.com/acme/three@$commit" 2>&1) || { echo "commit: $out"; exit 1; }
go get github.com/acme/two/v2@latest 2> /dev/null || { echo "/v2 failed"; exit 1; }
go get github.com/upstream/lib@latest 2> /dev/null
go mod edit -replace github.com/upstream/lib=github.com/fork/lib@v1.0.0
go mod tidy 2> /dev/null
out=$(go run . 2>&1); has 'hi from fork/lib'
out=$(go list -m all); has 'github.com/upstream/lib v1.0.0 => github.com/fork/lib v1.0.0'
