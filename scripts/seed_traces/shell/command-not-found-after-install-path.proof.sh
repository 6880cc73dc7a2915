set -u
export HOME="$PWD" LC_ALL=C
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
mkdir -p .local/bin old; printf '#!/bin/sh\necho "mytool 1"\n' > .local/bin/mytool; chmod +x .local/bin/mytool
out=$(bash -c mytool 2>&1); rc=$?; has "$out" "mytool: command not found"; [ $rc = 127 ] || fail "code $rc"
has "$(sh -c mytool 2>&1)" "not found"
[ "$(export PATH="$HOME/.local/bin:$PATH"; hash -r; mytool)" = "mytool 1" ] || fail export
# a quoted tilde isn't expanded
has "$(PATH="~/.local/bin:/usr/bin:/bin" sh -c mytool 2>&1)" "not found"
# in the rc file; a login shell reads the profile
echo 'export PATH="$HOME/.local/bin:$PATH"' >> ~/.bashrc
[ "$(bash -c '. ~/.bashrc; mytool')" = "mytool 1" ] || fail bashrc
bash -lc 'command -v mytool' > /dev/null 2>&1 && fail "login shell read .bashrc"
echo '. ~/.bashrc' > ~/.profile; [ "$(bash -lc 'command -v mytool')" = "$HOME/.local/bin/mytool" ] || fail "profile"
# the remembered place of a program that moved
cp .local/bin/mytool old/
has "$(PATH="$PWD/old:$HOME/.local/bin:$PATH" bash -c 'mytool > /dev/null; rm old/mytool; mytool; true' 2>&1)" "/old/mytool: No such file or directory"
cp .local/bin/mytool old/
[ "$(PATH="$PWD/old:$HOME/.local/bin:$PATH" bash -c 'mytool > /dev/null; rm old/mytool; hash -r; mytool' 2>&1)" = "mytool 1" ] || fail "hash -r"
