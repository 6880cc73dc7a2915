# A stand-in for ssh that reads its input to the end as ssh does; the loop does one round, three with each cure.
fail() { echo "differs: $*"; exit 1; }
mkdir bin
cat > bin/ssh <<'EOF'
#!/bin/sh
quiet=no
while [ $# -gt 0 ]; do case $1 in -n) quiet=yes; shift ;; -o) shift 2 ;; -*) shift ;; *) break ;; esac; done
[ "$quiet" = yes ] && exec < /dev/null
cat > /dev/null
echo "$1"
EOF
cat > bin/keys <<'EOF'
#!/bin/sh
dd bs=1 count=2 of=/dev/null 2>/dev/null
echo "$1"
EOF
chmod +x bin/ssh bin/keys; PATH="$PWD/bin:$PATH"
printf 'one\ntwo\nthree\n' > hosts.txt
[ "$(while read -r host; do ssh "$host" uptime; done < hosts.txt | wc -l)" -eq 1 ] || fail "the list wasn't eaten"
[ "$(while read -r host; do keys "$host"; done < hosts.txt | tr '\n' ' ')" = "one o ree " ] || fail "$(while read -r host; do keys "$host"; done < hosts.txt)"
all="one two three "
[ "$(while IFS= read -r host; do
  ssh -n -o BatchMode=yes -o ConnectTimeout=5 "$host" uptime || echo "failed: $host" >&2
done < hosts.txt | tr '\n' ' ')" = "$all" ] || fail "ssh -n"
[ "$(while IFS= read -r host; do keys "$host" < /dev/null; done < hosts.txt | tr '\n' ' ')" = "$all" ] || fail "/dev/null"
[ "$(while IFS= read -r host <&3; do ssh -t "$host" x; done 3< hosts.txt < /dev/null | tr '\n' ' ')" = "$all" ] || fail "descriptor 3"
mapfile -t hosts < hosts.txt
[ "$(for host in "${hosts[@]}"; do ssh "$host" uptime; done < /dev/null | tr '\n' ' ')" = "$all" ] || fail "mapfile"
[ "$(printf 'ssh a x\necho rest\n' | bash)" = a ] || fail "a script from a pipe wasn't eaten"
