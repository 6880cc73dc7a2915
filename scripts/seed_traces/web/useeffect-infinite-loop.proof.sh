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
block tsx 0 > orders.tsx && jsx orders
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
const { Orders } = require("./orders.js");
let requests = [];
globalThis.fetch = async (url) => { requests.push(url); return new Response('[{"id":1},{"id":2}]'); };
function Loud() { // sets state at once
  const [n, setN] = React.useState(0);
  const options = { status: "open" };
  React.useEffect(() => { if (n < 150) setN(n + 1); }, [options]);
  return n;
}
function Silent({ limit }) { // sets state after an await
  const [rows, setRows] = React.useState(null);
  const options = { status: "open" };
  React.useEffect(() => {
    if (requests.length < limit) fetch("/api?" + options.status).then((r) => r.json()).then(setRows);
  }, [options]);
  return rows && rows.length;
}
const settle = (act) => act(async () => { await new Promise((r) => setTimeout(r, 50)); });
(async () => {
  await mount(h(Loud));
  check("symptom", errors.some((e) => e.startsWith("Maximum update depth exceeded. This can happen when a component calls setState inside useEffect, but useEffect either doesn't have a dependency array, or one of the dependencies changes on every render.")));
  errors.length = 0;
  const silent = await mount(h(Silent, { limit: 20 }));
  await settle(silent.act);
  check("endless requests, no message: " + requests.length, requests.length >= 20 && errors.length === 0);
  requests = [];
  const orders = await mount(h(Orders, { status: "open", page: 1 }));
  await settle(orders.act);
  check("one request: " + requests, requests.join() === "/api/orders?status=open&page=1");
  check("shown", orders.host.textContent === "2 orders");
  await orders.render(h(Orders, { status: "open", page: 1 }));
  await orders.render(h(Orders, { status: "open", page: 2 }));
  await settle(orders.act);
  check("one more for another page", requests.length === 2);
})();
JS
node proof.js
