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
block tsx 0 > seconds.tsx && jsx seconds
block tsx 1 > editor.tsx && jsx editor
block tsx 2 > interval.tsx && jsx interval
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
const { Seconds } = require("./seconds.js");
const { Editor } = require("./editor.js");
const { useInterval } = require("./interval.js");
let ticks = []; // a clock driven by hand
globalThis.setInterval = (callback) => ticks.push(callback) - 1;
globalThis.clearInterval = (id) => { ticks[id] = () => {}; };
const tick = (act, n) => act(async () => { for (let i = 0; i < n; i += 1) for (const t of ticks) t(); });
function Stale() {
  const [count, setCount] = React.useState(0);
  React.useEffect(() => {
    const id = setInterval(() => setCount(count + 1), 1000);
    return () => clearInterval(id);
  }, []);
  return count;
}
function WithHook() {
  const [count, setCount] = React.useState(0);
  useInterval(() => setCount(count + 1), 1000);
  return count;
}
(async () => {
  const stale = await mount(h(Stale));
  for (let i = 0; i < 3; i += 1) await tick(stale.act, 1);
  check("symptom: stays at 1, shows " + stale.host.textContent, stale.host.textContent === "1");
  const good = await mount(h(Seconds));
  await tick(good.act, 3);
  check("updater counts: " + good.host.textContent, good.host.textContent === "3");
  const hook = await mount(h(WithHook));
  for (let i = 0; i < 3; i += 1) await tick(hook.act, 1);
  check("ref hook counts: " + hook.host.textContent, hook.host.textContent === "3");
  const saved = [];
  const editor = await mount(h(Editor, { onSave: (text) => saved.push(text) }));
  const area = editor.host.querySelector("textarea");
  const set = Object.getOwnPropertyDescriptor(window.HTMLTextAreaElement.prototype, "value").set;
  for (const text of ["a", "ab"]) {
    await editor.act(async () => { set.call(area, text); area.dispatchEvent(new window.Event("input", { bubbles: true })); });
    await editor.act(async () => window.dispatchEvent(new window.KeyboardEvent("keydown", { key: "s", ctrlKey: true })));
  }
  check("effect event sees the latest text: " + saved, saved.join() === "a,ab");
})();
JS
node proof.js
