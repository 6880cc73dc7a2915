# On GNU sed: the Mac's form fails with the message of the trace, and the portable forms work. Where sed isn't GNU's, the reverse.
export LC_ALL=C
fail() { echo "differs: $*"; exit 1; }
new() { printf 'debug=true\nport=1\n' > config.txt; }
changed() { [ "$(cat config.txt)" = $'debug=false\nport=1' ] && [ "$(ls)" = config.txt ] || fail "$1: $(ls; cat config.txt)"; }
new
if sed --version 2>/dev/null | grep -q GNU; then
  told=$(sed -i '' 's/debug=true/debug=false/' config.txt 2>&1) && fail "the Mac's form worked"
  [ "$told" = "sed: can't read s/debug=true/debug=false/: No such file or directory" ] || fail "$told"
else
  told=$(sed -i 's/debug=true/debug=false/' config.txt 2>&1) && fail "the GNU form worked"
  [ "$told" = 'sed: 1: "config.txt": command c expects \ followed by text' ] || fail "$told"
fi
new
sed -i.bak 's/debug=true/debug=false/' config.txt && rm -- config.txt.bak
changed "-i.bak"
new; mkdir .t; export TMPDIR=$PWD/.t
tmp=$(mktemp) &&
  sed 's/debug=true/debug=false/' config.txt > "$tmp" &&
  cat "$tmp" > config.txt
rm -f "$tmp"
changed "temporary file"
if command -v perl > /dev/null; then
  new; perl -pi -e 's/debug=true/debug=false/' config.txt; changed perl
fi
[ "$(printf 'aab c\n' | sed -E 's/a+b|x?[[:space:]]c/-/g')" = "--" ] || fail "-E"
[ "$(printf '1\n2\n3\n' | sed -e '2a\' -e 'text' | tr '\n' ' ')" = "1 2 text 3 " ] || fail append
[ "$(printf 'a,b\n' | sed 's/,/\
/' | wc -l)" -eq 2 ] || fail newline
