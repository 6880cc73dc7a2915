# needs: git
set -u
export LC_ALL=C
fail() { echo "$1"; exit 1; }
run() { python - "$1" <<'PY'
import os, subprocess, sys
try:
    done = subprocess.run([os.path.abspath(sys.argv[1])], capture_output=True, text=True)
    print(done.returncode, (done.stdout + done.stderr).strip())
except OSError as error:
    print(error.errno, error.strerror)
PY
}
git init -q repo && cd repo || exit 1
printf '#!/bin/sh\r\necho started\r\n' > entrypoint.sh
printf '#!/usr/bin/env bash\r\necho started\r\n' > env.sh
chmod +x entrypoint.sh env.sh

# symptom: the file exists, and exec says ENOENT; with env the interpreter is named
[ "$(run entrypoint.sh)" = "2 No such file or directory" ] || fail "CRLF: $(run entrypoint.sh)"
run env.sh | grep -qF "'bash\\r': No such file or directory" || fail "env: $(run env.sh)"
printf '#!/no/such/shell\n' > noshell.sh; chmod +x noshell.sh
[ "$(run noshell.sh)" = "2 No such file or directory" ] || fail "missing interpreter: $(run noshell.sh)"
chmod -x noshell.sh
run noshell.sh | grep -q "^13 Permission denied" || fail "without x: $(run noshell.sh)"

# diagnosis as in the trace
head -n 1 entrypoint.sh | od -c | grep -q '\\r  *\\n' || fail "od shows no carriage return"
git config core.autocrlf false
git add entrypoint.sh env.sh && git commit -qm "scripts with CRLF"
git ls-files --eol entrypoint.sh | grep -q 'w/crlf' || fail "--eol: $(git ls-files --eol entrypoint.sh)"

# cure in the repository
printf '*.sh text eol=lf\nDockerfile text eol=lf\n' > .gitattributes
git add .gitattributes
git add --renormalize . 2>/dev/null
git commit -qm "Normalize line endings of scripts"
rm entrypoint.sh && git checkout -q -- entrypoint.sh
[ "$(grep -c $'\r' entrypoint.sh)" = 0 ] || fail "carriage returns are left"
[ "$(run entrypoint.sh)" = "0 started" ] || fail "still fails: $(run entrypoint.sh)"

# cure in the image
sed -i 's/\r$//' env.sh && chmod +x env.sh
[ "$(run env.sh)" = "0 started" ] || fail "after sed: $(run env.sh)"
