# needs: node npm:react@19.3.1 npm:react-dom@19.3.1 npm:jsdom@29.1.1 npm:esbuild@0.28.2
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
cat > dom.js <<'JS'
const { JSDOM } = require("jsdom");
const { format } = require("node:util");
const dom = new JSDOM("<!doctype html><body></body>", { url: "http://localhost/" });
Object.assign(globalThis, { window: dom.window, document: dom.window.document, FormData: dom.window.FormData, IS_REACT_ACT_ENVIRONMENT: true });
Object.defineProperty(globalThis, "navigator", { value: dom.window.navigator, configurable: true });
const React = require("react");
const { createRoot } = require("react-dom/client");
const errors = [];
console.error = (...args) => errors.push(format(...args));
async function mount(element) {
  const host = document.body.appendChild(document.createElement("div"));
  const root = createRoot(host, { onUncaughtError: (e) => errors.push(String(e)) });
  await React.act(async () => root.render(element));
  return host;
}
const click = (el) => React.act(async () => el.click());
const type = (el, value) => React.act(async () => {
  Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(el, value);
  el.dispatchEvent(new window.Event("input", { bubbles: true }));
});
async function thrown(work) {
  try { await work(); return ""; } catch (error) { return String(error); }
}
function check(what, ok) {
  if (!ok) { console.log("differs: " + what, errors); process.exit(1); }
}
module.exports = { React, h: React.createElement, mount, click, type, thrown, check, errors };
JS
jsx() { block "$1" "$2" > "$3.tsx"; node_modules/.bin/esbuild "$3.tsx" --format=cjs --jsx=automatic --log-level=error --outfile="$3.js"; }
jsx tsx 0 users
jsx tsx 1 totals
jsx tsx 2 profile
cat > proof.js <<'JS'
const { h, mount, thrown, check, React, errors } = require("./dom.js");
const { Users } = require("./users.js");
const { Totals } = require("./totals.js");
const { Profile } = require("./profile.js");
const found = (child) => thrown(() => mount(h("p", null, child)));
(async () => {
  check("keys", (await found({ id: 1, name: "Ada" })) === "Error: Objects are not valid as a React child (found: object with keys {id, name}). If you meant to render a collection of children, use an array instead.");
  check("date", (await found(new Date(0))).includes("(found: [object Date])"));
  check("error", (await found(new Error("x"))).includes("(found: [object Error])"));
  check("promise is a child in React 19", (await mount(h("p", null, Promise.resolve("x")))).textContent === "x");
  errors.length = 0;
  const user = { id: "1", name: "Ada", joined: new Date(0), company: null };
  const users = await mount(h(Users, { users: [user] }));
  check("users", users.textContent === "Ada (no company), 01/01/1970");
  const failed = await mount(h(Users, { users: [], error: new Error("boom") }));
  check("message", failed.textContent === "boom");
  check("totals", (await mount(h(Totals, { totals: { a: 1 } }))).textContent === "a1");
  check("use", (await mount(h(Profile, { promise: Promise.resolve({ name: "Ada" }) }))).querySelector("b").textContent === "Ada");
  check("no message", errors.length === 0);
})();
JS
node proof.js
