# 0 after a piped loop; 2 with process substitution, a file, a group and lastpipe; the status of the command is reachable.
fail() { echo "differs: $*"; exit 1; }
count=0
printf 'a\nb\n' | while read -r line; do count=$((count + 1)); done
[ "$count" -eq 0 ] || fail "a piped loop kept $count"
[ "$(echo x | while read -r line; do echo "$BASH_SUBSHELL"; done)" -gt "$(while read -r line; do echo "$BASH_SUBSHELL"; done < <(echo x))" ] || fail BASH_SUBSHELL
count=0
while IFS= read -r line; do
  count=$((count + 1))
done < <(printf 'a\nb\n')
[ "$count" -eq 2 ] || fail "process substitution: $count"
while read -r line; do :; done < <(echo x; exit 3)
wait "$!"; [ $? -eq 3 ] || fail "wait \$!"
mapfile -t lines < <(printf 'a\nb c\n')
[ "${#lines[@]}" -eq 2 ] && [ "${lines[1]}" = "b c" ] || fail mapfile
read -r name version < <(echo "tool 1.2"); [ "$version" = 1.2 ] || fail read
cat > posix.sh <<'EOF'
printf 'a\nb\n' | {
  count=0
  while IFS= read -r line; do
    count=$((count + 1))
  done
  echo "$count"
}
list=$(mktemp)
printf 'a\nb\n' > "$list"
count=0
while IFS= read -r line; do
  count=$((count + 1))
done < "$list"
rm -f "$list"
echo "$count"
EOF
[ "$(sh posix.sh | tr '\n' ' ')" = "2 2 " ] || fail posix
[ "$(bash -c 'shopt -s lastpipe; n=0; printf "a\nb\n" | while read -r l; do n=$((n + 1)); done; echo $n')" = 2 ] || fail lastpipe
(printf 'a\n' | while read -r line; do exit 1; done; exit 7); [ $? -eq 7 ] || fail "exit left the script"
(printf 'a\n' | while read -r line; do exit 1; done || exit 1; exit 7); [ $? -eq 1 ] || fail "|| exit"
n=0; while IFS= read -r line || [ -n "$line" ]; do n=$((n + 1)); done < <(printf 'a\nb'); [ $n -eq 2 ] || fail "last line"
