# needs: node npm:jest@30.5.2
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
real=$(readlink node_modules)
echo '{}' > package.json
jest() { timeout 5 node "$real/jest/bin/jest.js" --rootDir . "$@" > log 2>&1; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
block javascript 0 > good.test.js
sed '/^afterAll/,/^});/d' good.test.js > bad.test.js
code=0; jest bad || code=$?
test "$code" = 124 || { echo "differs: jest ended with $code"; cat log; exit 1; }
expect "Jest did not exit one second after the test run has completed."
expect 'Consider running Jest with `--detectOpenHandles` to troubleshoot this issue.'
code=0; timeout 4 node "$real/jest/bin/jest.js" --rootDir . --detectOpenHandles bad > log 2>&1 || code=$?
expect "TCPSERVERWRAP"
jest good || { echo "differs: the solution hangs or fails"; cat log; exit 1; }
if grep -q "did not exit" log; then echo "differs: message is still there"; exit 1; fi
