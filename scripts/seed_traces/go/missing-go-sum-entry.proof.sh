# needs: go git
set -u
mkdir work && cd work || exit 1 # go ignores a go.mod in $TMPDIR itself
repos=$PWD/repos
export GOPATH=$PWD/gopath GOPROXY=direct GOSUMDB=off GOFLAGS=-modcacherw GOTOOLCHAIN=local
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=url.file://$repos/.insteadOf GIT_CONFIG_VALUE_0=https://github.com/
mkdir -p repos/acme/lib && cd repos/acme/lib && git init -q . && printf 'module github.com/acme/lib\n\ngo 1.21\n' > go.mod
printf 'package lib\n\nfunc Hi() {}\n' > a.go && git add . && git commit -qm x && git tag v1.0.0 && cd ../../..
mkdir app && cd app && printf 'module example.com/app\n\ngo 1.21\n' > go.mod
printf 'package main\n\nimport "github.com/acme/lib"\n\nfunc main() { lib.Hi() }\n' > main.go
has() { grep -qF "$1" <<<"$out" || { echo "expected: $1"; echo "got: $out"; exit 1; }; }
out=$(go build . 2>&1) && { echo "built without a requirement"; exit 1; }
has 'no required module provides package github.com/acme/lib; to add it:'
out=$(go mod tidy -diff 2>&1) && { echo "tidy -diff saw nothing"; exit 1; }
go mod tidy 2> /dev/null
go build -o out . || { echo "tidy did not help"; exit 1; }
cp go.sum full
rm go.sum
out=$(go build . 2>&1) && { echo "built without go.sum"; exit 1; }
has 'missing go.sum entry for module providing package github.com/acme/lib (imported by example.com/app); to add:'
go mod download
go build . 2> /dev/null && { echo "go mod download alone was enough"; exit 1; }
grep -v '/go.mod ' full > go.sum
out=$(go build . 2>&1) && { echo "built without the go.mod sum"; exit 1; }
has 'github.com/acme/lib@v1.0.0: missing go.sum entry for go.mod file; to add it:'
{ echo '<<<<<<< HEAD'; head -1 full; echo =======; cat full; echo '>>>>>>> other'; } > go.sum
sed -i '/^<<<<<<< /d;/^=======$/d;/^>>>>>>> /d' go.sum
sort -u -o go.sum go.sum
go mod tidy
cmp go.sum <(sort full) && go mod tidy -diff && go build -o out . && go vet . || { echo "not mended"; exit 1; }
sed -i 's#github.com/acme/lib#fmtt#' main.go
out=$(go build . 2>&1); has 'package fmtt is not in std ('
