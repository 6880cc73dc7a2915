# needs: git
set -u
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/.gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
git config --global user.name a; git config --global user.email a@example.com
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
git init -q r && cd r || fail init
git config core.fileMode false               # as on Windows
printf '#!/usr/bin/env bash\necho hi\n' > script.sh; git add script.sh; git commit -qm one
out=$(bash -c ./script.sh 2>&1); rc=$?; has "$out" "./script.sh: Permission denied"; [ $rc = 126 ] || fail "code $rc"
[ "$(bash script.sh)" = hi ] || fail "bash script.sh"
out=$(python -c 'import subprocess; subprocess.run(["./script.sh"])' 2>&1); has "$out" "PermissionError: [Errno 13] Permission denied: './script.sh'"
# chmod alone isn't seen by git here
chmod +x script.sh; [ "$(./script.sh)" = hi ] || fail "chmod"; [ -z "$(git status --short)" ] || fail "git saw the mode"
git clone -q . ../c1; [ ! -x ../c1/script.sh ] || fail "clone was executable already"
git add --chmod=+x script.sh; git commit -qm mode; has "$(git ls-files -s script.sh)" 100755
git clone -q . ../c2; [ "$(../c2/script.sh)" = hi ] || fail "clone after --chmod"
printf 'echo 2\n' > b.sh; git add b.sh; git ls-files -z '*.sh' | xargs -0 git update-index --chmod=+x
case "$(git ls-files -s '*.sh')" in *100644*) fail "update-index";; esac
printf '#!/tmp\necho\n' > bad.sh; chmod +x bad.sh; out=$(bash -c ./bad.sh 2>&1); has "$out" "bad interpreter: Permission denied"
