# More names than fit into one call: rm fails and deletes nothing; find, xargs -0 and tar -T work.
export LC_ALL=C
fail() { echo "differs: $*"; exit 1; }
long=$(printf 'x%.0s' {1..200})
mkdir src dest
fill() { (cd src && printf "%s_$long.tmp\0" {1..12000} | xargs -0 touch); }
count() { find "$1" -maxdepth 1 -type f -name '*.tmp' | wc -l; }
fill; cd src
told=$(rm ./*.tmp 2>&1) && fail "rm worked"
[[ $told == *"/rm: Argument list too long" ]] || fail "$told"
cd ..
[ "$(count src)" -eq 12000 ] || fail "something was deleted"
find src -maxdepth 1 -type f -name '*.tmp' -exec cp -t dest/ -- {} + || fail "cp -t"
[ "$(count dest)" -eq 12000 ] || fail "copied $(count dest)"
find dest -maxdepth 1 -type f -name '*.tmp' -delete
[ "$(count dest)" -eq 0 ] || fail "find -delete"
find src -name '*.tmp' -print0 | tar -czf logs.tar.gz --null -T - || fail tar
[ "$(tar -tzf logs.tar.gz | wc -l)" -eq 12000 ] || fail "tar has $(tar -tzf logs.tar.gz | wc -l)"
(cd src && printf '%s\0' ./*.tmp | xargs -0 -r rm --) || fail "xargs"
[ "$(count src)" -eq 0 ] || fail "left: $(count src)"
value=$(head -c 140000 /dev/zero | tr '\0' a)
told=$(/bin/echo "$value" 2>&1) && fail "an argument of 140,000 bytes was accepted"
[[ $told == *"Argument list too long"* ]] || fail "${told:0:100}"
