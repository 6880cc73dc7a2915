# needs: node
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
block javascript 0 > traps.cjs
echo 'module.exports = { User, save };' >> traps.cjs
block javascript 1 > arrays.mjs
block javascript 2 > walk.mjs
cat > proof.mjs <<'JS'
import assert from "node:assert";
import { max, append, toBase64 } from "./arrays.mjs";
import { walk } from "./walk.mjs";
import traps from "./traps.cjs";
const overflow = { name: "RangeError", message: "Maximum call stack size exceeded" };
const many = new Array(1e6).fill(1);
assert.throws(() => Math.max(...many), overflow);
assert.throws(() => [].push(...many), overflow);
assert.throws(() => String.fromCharCode(...new Uint8Array(1e6)), overflow);
class Wrong { get name() { return this.name; } }
assert.throws(() => new Wrong().name, overflow);
let deep = [];
for (let i = 0; i < 50000; i++) deep = [deep];
if (parseInt(process.versions.node) < 25) assert.throws(() => JSON.stringify(deep), overflow); // newer V8: iterative
assert.throws(() => structuredClone(deep), overflow);
const cycle = {}; cycle.self = cycle;
assert.throws(() => JSON.stringify(cycle), /Converting circular structure to JSON/);
assert.equal([...many, ...many].length, 2e6);
assert.equal(max(many), 1);
const target = []; append(target, many); assert.equal(target.length, 1e6);
const bytes = new Uint8Array(1e6).map((_, i) => i % 256);
assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
assert.equal([...walk(deep)].length, 50001);
assert.equal([...walk(cycle)].length, 1);
assert.equal(structuredClone(cycle).self.self !== cycle, true);
const user = new traps.User(); user.name = " Ada "; assert.equal(user.name, "Ada");
const log = console.log; console.log = () => {};
const model = { n: 0, save() { this.n++; return this.n; } }; traps.save(model);
assert.equal(model.save(), 1); console.log = log;
JS
node proof.mjs
