# needs: node npm:react@19.3.1 npm:react-dom@19.3.1 npm:jsdom@29.1.1 npm:esbuild@0.28.2 npm:immer@11.0.0
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
block typescript 0 > list.ts; node_modules/.bin/esbuild list.ts --format=cjs --outfile=list.js --log-level=error
block typescript 1 > deep.ts; node_modules/.bin/esbuild deep.ts --format=cjs --outfile=deep.js --log-level=error
jsx tsx 0 profile
cat > proof.js <<'JS'
const { React, h, mount, click, type, thrown, check } = require("./dom.js");
const list = require("./list.js");
const { setCount } = require("./deep.js");
const { Profile } = require("./profile.js");
function List({ change }) {
  const [items, setItems] = React.useState([{ id: "1", title: "b", done: false }]);
  return h("button", { onClick: () => setItems(change(items)) }, items.map((i) => i.title).join());
}
const added = { id: "2", title: "a", done: false };
(async () => {
  const bad = await mount(h(List, { change: (items) => { items.push(added); return items; } }));
  await click(bad.firstChild);
  check("push does not re-render", bad.textContent === "b");
  const good = await mount(h(List, { change: (items) => list.add(items, added) }));
  await click(good.firstChild);
  check("copy re-renders", good.textContent === "b,a");
  const both = Object.freeze([{ id: "1", title: "b", done: false }, added]);
  check("sorted", list.sorted(both)[0].id === "2" && both[0].id === "1");
  check("remove", list.remove(both, "1").length === 1);
  check("update", list.update(both, "1", { done: true })[0].done && !both[0].done);
  check("insert", list.insertAt(both, 1, added).length === 3);
  check("frozen", /TypeError: Cannot add property 0, object is not extensible/.test(await thrown(() => Object.freeze([]).push(1))));
  const profile = await mount(h(Profile, { initial: { name: "Ada", address: { city: "Bonn" } } }));
  await type(profile.querySelector("input"), "Rome");
  await click(profile.querySelector("button"));
  check("nested and Set", profile.querySelector("input").value === "Rome" && profile.querySelector("button").textContent === "1");
  await click(profile.querySelector("button"));
  check("toggled off", profile.querySelector("button").textContent === "0");
  const state = { orders: [{ lines: [{ count: 1 }] }] };
  check("immer", setCount(state, 0, 0, 5).orders[0].lines[0].count === 5 && state.orders[0].lines[0].count === 1);
})();
JS
node proof.js
