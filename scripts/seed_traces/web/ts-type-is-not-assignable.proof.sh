# needs: node npm:typescript@7.0.2
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
tsc() { node_modules/.bin/tsc --strict --noEmit --pretty false --target es2023 --lib es2023,dom --types "" "$@" > log 2>&1; }
expect() { grep -qF "$1" log || { echo "differs: no '$1' in"; cat log; exit 1; }; }
cat > bad.ts <<'TS'
type Mode = "light" | "dark";
declare function setMode(mode: Mode): void;
declare function request(url: string, options: { method: "GET" | "POST" }): void;
const options = { method: "GET" };
request("/x", options);
let mode = "light";
setMode(mode);
const direct: "light" | "dark" = mode;
setMode("ligt" as "ligt");
const user: { id: number; name: string } = { id: 1 };
const fixed = ["light", "dark"] as const;
const modes: Mode[] = fixed;
export {};
TS
tsc bad.ts && { echo "differs: the broken code compiles"; exit 1; }
expect "error TS2345: Argument of type '{ method: string; }' is not assignable to parameter of type '{ method: \"GET\" | \"POST\"; }'."
expect "Types of property 'method' are incompatible."
expect "Type 'string' is not assignable to type '\"GET\" | \"POST\"'."
expect "error TS2345: Argument of type 'string' is not assignable to parameter of type 'Mode'."
expect "error TS2322: Type 'string' is not assignable to type '\"dark\" | \"light\"'."
expect "error TS2741: Property 'name' is missing"
expect "is 'readonly' and cannot be assigned to the mutable type"
block typescript 0 > own.ts
block typescript 1 > outside.ts
tsc own.ts outside.ts || { echo "differs: the solution does not compile"; cat log; exit 1; }
node_modules/.bin/tsc --target es2023 --module esnext --outDir out --rootDir . --types "" --strict --lib es2023,dom outside.ts
echo '{"type": "module"}' > package.json
node --input-type=module -e 'import { modeFrom } from "./out/outside.js";
const is = (q, m) => { if (modeFrom(new URL("https://example.com/" + q)) !== m) { console.log("differs: " + q); process.exit(1); } };
is("?mode=blue", "light"); is("?mode=dark", "dark"); is("", "light");'
