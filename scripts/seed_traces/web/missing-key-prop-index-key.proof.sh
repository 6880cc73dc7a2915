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
block tsx 0 > rows.tsx && jsx rows
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
const { Rows } = require("./rows.js");
function Wrong({ keyed }) {
  const [rows, setRows] = React.useState(["first", "second"]);
  return rows.map((label, i) => h("p", keyed ? { key: i } : null, label, h("input"),
    h("button", { onClick: () => setRows((all) => all.filter((r) => r !== label)) }, "delete")));
}
async function afterDelete({ host, act }) {
  const inputs = host.querySelectorAll("input");
  inputs[0].value = "one";
  inputs[1].value = "two";
  await act(async () => host.querySelector("button").click());
  return host.querySelector("p").textContent.slice(0, 6) + "=" + host.querySelector("input").value;
}
(async () => {
  await mount(h(Wrong, { keyed: false }));
  check("warning", errors.some((e) => e.startsWith('Each child in a list should have a unique "key" prop.')));
  errors.length = 0;
  const wrong = await afterDelete(await mount(h(Wrong, { keyed: true })));
  check("symptom with the index: " + wrong, wrong === "second=one");
  const right = await afterDelete(await mount(h(Rows)));
  check("id as key: " + right, right === "second=two");
  check("no warning", errors.length === 0);
})();
JS
node proof.js
