# Expanded, literal, escaped, tabs, the warning, and where variables are replaced for another shell.
export LC_ALL=C
fail() { echo "differs: $*"; exit 1; }
unset host; port=8080 value='$port'
text=$(cat <<EOF
Host $host; "$port" \$host $value \\
EOF
)
[ "$text" = 'Host ; "8080" $host $port \' ] || fail "unquoted: $text"
text=$(cat <<'EOF'
Host $host; $(date) \$
EOF
)
[ "$text" = 'Host $host; $(date) \$' ] || fail "quoted: $text"
printf 'cat <<-EOF\n\t\ta $port\n  b\n\tEOF\n' > tabs.sh
[ "$(port=1 bash tabs.sh)" = $'a 1\n  b' ] || fail "<<-: $(bash tabs.sh)"
for end in '  EOF' 'EOF ' $'EOF\r'; do
  printf 'cat <<EOF\ntext\n%s\n' "$end" > bad.sh
  told=$(bash bad.sh 2>&1 > /dev/null)
  [[ $told == "bad.sh: line "*": warning: here-document at line 1 delimited by end-of-file (wanted \`EOF')" ]] || fail "$told"
done
printf 'if true; then\n  cat <<EOF\ntext\n  EOF\nfi\n' > open.sh
[[ "$(bash open.sh 2>&1)" == *"syntax error: unexpected end of file"* ]] || fail "$(bash open.sh 2>&1)"
release=here
[ "$(bash -s -- "v 1" <<'EOF'
release=$1
echo "$release"
EOF
)" = "v 1" ] || fail "bash -s"
[ "$(bash -s <<EOF
release=there
echo "$release"
EOF
)" = here ] || fail "expanded here"
