# needs: node npm:vitest@4.1.12 npm:jsdom@29.1.1 npm:react@19.3.1 npm:react-dom@19.3.1 npm:@testing-library/react@16.3.3 npm:@testing-library/dom@10.4.2 npm:@testing-library/user-event@14.6.13
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
block tsx 0 > good.test.tsx
sed '/^test(/,$d' good.test.tsx > bad.test.tsx
cat >> bad.test.tsx <<'TSX'
test("warns", async () => {
  render(<Users load={async () => ["Ada"]} />);
  await new Promise((resolve) => setTimeout(resolve, 20));
});
test("looks too early", () => {
  render(<Users load={async () => ["Ada"]} />);
  screen.getByText("Ada");
});
TSX
vitest() { NO_COLOR=1 node_modules/.bin/vitest run --root . --environment jsdom --globals "$@" > log 2>&1; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
vitest bad && { echo "differs: getBy finds what comes later"; exit 1; }
expect "An update to Users inside a test was not wrapped in act(...)."
expect "TestingLibraryElementError: Unable to find an element with the text: Ada. This could be because the text is broken up by multiple elements."
vitest good || { echo "differs: the solution fails"; cat log; exit 1; }
if grep -q "not wrapped in act" log; then echo "differs: the solution warns"; exit 1; fi
