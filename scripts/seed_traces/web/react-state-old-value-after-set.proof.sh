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
jsx tsx 0 search
jsx tsx 1 counter
jsx tsx 2 title
cat > proof.js <<'JS'
const { React, h, mount, click, type, check } = require("./dom.js");
const { Search } = require("./search.js");
const { Counter } = require("./counter.js");
const { Title } = require("./title.js");
const seen = [];
function Broken() {
  const [n, setN] = React.useState(0);
  const go = async () => {
    setN(n + 1); setN(n + 1); setN(n + 1);
    seen.push(n);
    await Promise.resolve();
    seen.push(n);
  };
  return h("button", { onClick: go }, n);
}
(async () => {
  const broken = await mount(h(Broken));
  await click(broken.firstChild);
  check("old value after set and await, three sets add 1", seen.join() === "0,0" && broken.textContent === "1");
  const sent = [];
  const search = await mount(h(Search, { send: (t) => sent.push(t) }));
  await type(search.querySelector("input"), "Ada");
  check("new value sent", sent.join() === "Ada");
  const counter = await mount(h(Counter));
  await click(counter.firstChild);
  check("updater adds three", counter.textContent === "3");
  const title = await mount(h(Title));
  await type(title.querySelector("input"), "Ada");
  check("effect has the new value", document.title === "Ada");
})();
JS
node proof.js
