# The split name, then globs, find -exec, read -d '' and arrays on names with spaces, a dash, a star and a newline.
export LC_ALL=C
fail() { echo "differs: $*"; exit 1; }
mkdir -p trial && cd trial && touch -- 'My file.txt' '-n.txt' 'star *.txt' $'new\nline.txt'
src='My file.txt'
[ "$(rm $src 2>&1 | head -n 1)" = "rm: cannot remove 'My': No such file or directory" ] || fail "message of rm"
[[ "$([ -f $src ] 2>&1)" == *"[: "* ]] || fail "no message of ["
[[ "$([ $src = 'My file.txt' ] 2>&1)" == *"[: too many arguments" ]] || fail "too many arguments"
count=0; for f in $(ls); do [ -e "$f" ] || count=$((count + 1)); done
[ "$count" -gt 0 ] || fail "for f in \$(ls) worked"
opts='--exclude "My Cache"'; set -- $opts; [ $# -eq 3 ] || fail "quotes in a variable: $#"
# the cures
shopt -s nullglob
count=0; for file in ./*.txt; do [ -e "$file" ] && count=$((count + 1)); done
[ "$count" -eq 4 ] || fail "glob: $count"
for file in ./*.nothing; do fail "nullglob: $file"; done
count=0; while IFS= read -r -d '' file; do [ -e "$file" ] && count=$((count + 1)); done < <(find . -name '*.txt' -print0)
[ "$count" -eq 4 ] || fail "read: $count"
mapfile -d '' -t files < <(find . -name '*.txt' -print0)
[ "${#files[@]}" -eq 4 ] || fail "mapfile: ${#files[@]}"
options=(--exclude "My Cache"); set -- "${options[@]}"; [ $# -eq 2 ] || fail "array: $#"
find . -name '*.txt' -exec gzip -- {} + || fail "find -exec"
[ "$(find . -name '*.gz' -print0 | tr -dc '\0' | wc -c)" -eq 4 ] || fail "gzip"
gunzip -- ./*.gz && rm -- "$src" '-n.txt' || fail "rm --"
find . -name '*.txt' -print0 | xargs -0 rm -f -- ; [ -z "$(ls -A)" ] || fail "xargs -0"
