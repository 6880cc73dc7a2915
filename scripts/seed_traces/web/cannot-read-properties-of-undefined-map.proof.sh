# needs: node npm:react@19.3.1 npm:react-dom@19.3.1 npm:jsdom@29.1.1 npm:esbuild@0.28.2
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
jsx() { node_modules/.bin/esbuild "$1.tsx" --format=cjs --jsx=automatic --log-level=error --outfile="$1.js"; }
block tsx 0 > list.tsx && jsx list
cat > dom.js <<'JS'
const { JSDOM } = require("jsdom");
const { format } = require("node:util");
const dom = new JSDOM('<!doctype html><body></body>', { url: "http://localhost/" });
Object.assign(globalThis, { window: dom.window, document: dom.window.document, IS_REACT_ACT_ENVIRONMENT: true });
Object.defineProperty(globalThis, "navigator", { value: dom.window.navigator, configurable: true });
const React = require("react");
const { createRoot } = require("react-dom/client");
const errors = [];
console.error = (...args) => errors.push(format(...args));
async function mount(element) {
  const host = document.body.appendChild(document.createElement("div"));
  const root = createRoot(host);
  const render = (next) => React.act(async () => root.render(next));
  await render(element);
  return { host, root, render, act: React.act };
}
async function thrown(work) {
  try { await work(); return ""; } catch (error) { return String(error); }
}
function check(what, ok) {
  if (!ok) { console.log("differs: " + what, errors); process.exit(1); }
}
module.exports = { React, h: React.createElement, mount, thrown, check, errors };
JS
cat > proof.js <<'JS'
const { React, h, mount, thrown, check, errors } = require("./dom.js");
const { UserList } = require("./list.js");
function Broken() {
  const [users] = React.useState();
  return h("ul", null, users.map((u) => h("li", { key: u.id }, u.name)));
}
let answer;
globalThis.fetch = () => new Promise((resolve) => { answer = (status, body) => resolve(new Response(JSON.stringify(body), { status })); });
(async () => {
  const message = await thrown(() => mount(h(Broken)));
  check("symptom: " + message, message.includes("Cannot read properties of undefined (reading 'map')"));
  for (const [status, body, shown] of [
    [200, [{ id: 1, name: "Ada" }], "Ada"], [200, [], "No users"], [500, {}, "HTTP 500"],
    [200, { items: [] }, "expected a list"],
  ]) {
    const { host, act, root } = await mount(h(UserList));
    check("loading is shown", host.textContent === "Loading");
    await act(async () => { answer(status, body); await new Promise((r) => setTimeout(r, 5)); });
    check(`${status} ${JSON.stringify(body)} shows ${host.textContent}`, host.textContent.includes(shown));
    await act(async () => root.unmount());
  }
})();
JS
node proof.js
