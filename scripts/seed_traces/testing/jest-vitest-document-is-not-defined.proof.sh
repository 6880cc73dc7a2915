# needs: node npm:vitest@4.1.12 npm:jest@30.5.2 npm:jest-environment-jsdom@30.5.2 npm:jsdom@29.1.1
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
echo '{}' > package.json
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
jest() { node "$(readlink node_modules)/jest/bin/jest.js" --rootDir . "$@" > log 2>&1; }
vitest() { NO_COLOR=1 node_modules/.bin/vitest run --root . "$@" > log 2>&1; }
echo 'test("x", () => { document.body.innerHTML = "<p></p>"; expect(typeof window).toBe("object"); });' > dom.spec.js
jest && { echo "differs: Jest has a DOM by default"; exit 1; }
expect "The error below may be caused by using the wrong test environment, see https://jestjs.io/docs/configuration#testenvironment-string."
expect 'Consider using the "jsdom" test environment.'
expect "ReferenceError: document is not defined"
block javascript 0 > jest.config.js
jest || { echo "differs: testEnvironment"; cat log; exit 1; }
rm jest.config.js
sed -i '1i /** @jest-environment jsdom */' dom.spec.js
jest || { echo "differs: the comment"; cat log; exit 1; }
rm dom.spec.js
block typescript 1 > has.test.ts
sed 1d has.test.ts > bare.test.ts
vitest bare && { echo "differs: Vitest has a DOM by default"; exit 1; }
expect "ReferenceError: document is not defined"
vitest has || { echo "differs: comment in Vitest"; cat log; exit 1; }
block typescript 0 > vitest.config.ts
block typescript 3 > setup.ts
echo 'test("y", () => { expect(window.matchMedia("(x)").matches).toBe(false); document.body.scrollIntoView(); new ResizeObserver(() => {}).observe(document.body); });' >> bare.test.ts
vitest bare && { echo "differs: jsdom has matchMedia"; exit 1; }
expect "TypeError: window.matchMedia is not a function"
sed -i '1i import "./setup";' bare.test.ts
vitest bare || { echo "differs: config and setup"; cat log; exit 1; }
block typescript 2 > vitest.config.ts
mkdir src && rm -f ./*.test.ts
echo 'import { expect, test } from "vitest"; test("n", () => expect(typeof document).toBe("undefined"));' > src/a.test.ts
echo 'import { expect, test } from "vitest"; test("u", () => expect(typeof document).toBe("object"));' > src/b.test.tsx
vitest || { echo "differs: projects"; cat log; exit 1; }
