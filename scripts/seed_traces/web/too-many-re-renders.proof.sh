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
block tsx 0 > cart.tsx && jsx cart
block tsx 1 > pages.tsx && jsx pages
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
const { Cart } = require("./cart.js");
const { List } = require("./pages.js");
function Called() {
  const [open, setOpen] = React.useState(false);
  return h("button", { onClick: setOpen(true) }, String(open));
}
function Copied({ items }) {
  const [total, setTotal] = React.useState(0);
  setTotal(items.length);
  return total;
}
const text = "Too many re-renders. React limits the number of renders to prevent an infinite loop.";
(async () => {
  for (const broken of [h(Called), h(Copied, { items: [1] })]) {
    check("symptom", (await thrown(() => mount(broken))).includes(text));
  }
  const removed = [];
  const cart = await mount(h(Cart, { items: [{ id: 1, price: 5 }, { id: 2, price: 7 }], onRemove: (id) => removed.push(id) }));
  const click = (button) => cart.act(async () => button.click());
  await click(cart.host.querySelector("button"));
  check("opens: " + cart.host.textContent, cart.host.textContent === "12remove 1remove 2");
  await click(cart.host.querySelectorAll("button")[2]);
  check("handler got the id", removed.join() === "2");
  const list = await mount(h(List, { page: 1 }));
  await list.act(async () => list.host.querySelector("button").click());
  check("selected", list.host.textContent === "1");
  await list.render(h(List, { page: NaN }));
  check("reset by the other page", list.host.textContent === "null");
})();
JS
node proof.js
