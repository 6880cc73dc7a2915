# needs: node npm:vitest@4.1.12
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
echo '{"type": "module"}' > package.json
block typescript 0 > good.test.ts
sed '/^test(/,$d' good.test.ts > bad.test.ts
cat >> bad.test.ts <<'TS'
const failing = () => vi.fn().mockRejectedValueOnce(new Error("1")).mockResolvedValue("ok");
test("awaits before advancing", async () => { expect(await retry(failing(), 3, 1000)).toBe("ok"); }, 300);
test("advances too early", async () => {
  const result = retry(failing(), 3, 1000);
  vi.advanceTimersByTime(5000); // the timer is set later, after the rejected promise
  expect(await result).toBe("ok");
}, 300);
TS
vitest() { NO_COLOR=1 node_modules/.bin/vitest run --root . "$1" > log 2>&1; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
vitest bad && { echo "differs: no hang"; exit 1; }
expect "Error: Test timed out in 300ms."
expect 'If this is a long-running test, pass a timeout value as the last argument or configure it globally with "testTimeout".'
test "$(grep -c "Error: Test timed out in 300ms." log)" = 2 || { echo "differs: not both hang"; cat log; exit 1; }
vitest good || { echo "differs: the solution"; cat log; exit 1; }
