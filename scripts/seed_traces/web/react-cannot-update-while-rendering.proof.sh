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
jsx tsx 0 list
jsx tsx 1 quantity
jsx tsx 2 private
cat > proof.js <<'JS'
const { React, h, mount, click, check, errors } = require("./dom.js");
const { List } = require("./list.js");
const { Quantity } = require("./quantity.js");
const { Private } = require("./private.js");
function Parent({ child }) {
  const [value, setValue] = React.useState("");
  return h("div", null, h("i", null, String(value)), child(setValue));
}
function Child({ onChange }) { onChange("x"); return null; }
(async () => {
  await mount(h(Parent, { child: (set) => h(Child, { onChange: set }) }));
  check("symptom", errors.some((e) => e.includes("Cannot update a component (`Parent`) while rendering a different component (`Child`). To locate the bad setState() call inside `Child`, follow the stack trace as described in https://react.dev/link/setstate-in-render")));
  errors.length = 0;
  const list = await mount(h(Parent, { child: (set) => h(List, { items: ["a"], onSelect: set }) }));
  await click(list.querySelector("button"));
  check("list", list.querySelector("i").textContent === "a");
  const quantity = await mount(h(Parent, { child: (set) => h(Quantity, { onChange: set }) }));
  await click(quantity.querySelector("button"));
  check("quantity", quantity.querySelector("i").textContent === "2" && quantity.querySelector("button").textContent === "2");
  function Guard({ set }) { const go = React.useCallback(() => set("login"), [set]); return h(Private, { user: null, goToLogin: go }); }
  const guarded = await mount(h(Parent, { child: (set) => h(Guard, { set }) }));
  check("redirect", guarded.querySelector("i").textContent === "login");
  check("no warning", errors.length === 0);
})();
JS
node proof.js
