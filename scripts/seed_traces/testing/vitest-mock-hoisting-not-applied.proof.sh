# needs: node npm:vitest@4.1.12 npm:jest@30.5.2
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
echo '{"type": "module"}' > package.json
echo 'export function send(to) { throw new Error("real mail to " + to); }' > mailer.js
echo 'import { send } from "./mailer"; export const notify = (to: string) => send(to);' > service.ts
vitest() { NO_COLOR=1 node_modules/.bin/vitest run --root . "$1" > log 2>&1; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
cat > bad.test.ts <<'TS'
import { expect, test, vi } from "vitest";
import { notify } from "./service";
const send = vi.fn();
vi.mock("./mailer", () => ({ send }));
test("x", () => { notify("a"); expect(send).toHaveBeenCalled(); });
TS
vitest bad && { echo "differs: works without vi.hoisted"; exit 1; }
expect '[vitest] There was an error when mocking a module. If you are using "vi.mock" factory, make sure there are no top level variables inside, since this call is hoisted to top of the file.'
expect "Caused by: ReferenceError: Cannot access 'send' before initialization"
block typescript 0 > hoisted.test.ts
block typescript 1 > perTest.test.ts
vitest hoisted || { echo "differs: vi.hoisted"; cat log; exit 1; }
vitest perTest || { echo "differs: implementation per test"; cat log; exit 1; }
# Jest with native ES modules: jest.mock does nothing, unstable_mockModule does
echo 'import { send } from "./mailer.js"; export const notify = (to) => send(to);' > service.js
echo '{"type": "module", "jest": {"transform": {}}}' > package.json
jest() { NODE_OPTIONS=--experimental-vm-modules node "$(readlink node_modules)/jest/bin/jest.js" --rootDir . --testMatch "**/$1" > log 2>&1; }
cat > native.spec.js <<'JS'
import { jest } from "@jest/globals";
import { notify } from "./service.js";
jest.mock("./mailer.js", () => ({ send: jest.fn() }));
test("x", () => notify("a"));
JS
jest native.spec.js && { echo "differs: jest.mock works for native modules"; exit 1; }
expect "real mail to a"
{ block javascript 0; echo 'test("x", () => expect(send).toHaveBeenCalledWith("ada@example.com"));'; } > native.spec.js
jest native.spec.js || { echo "differs: unstable_mockModule"; cat log; exit 1; }
