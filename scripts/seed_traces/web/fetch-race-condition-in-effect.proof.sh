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
block tsx 0 > search.tsx && jsx search
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
const { Search } = require("./search.js");
const delays = { rea: 60, reactor: 5 }; // the earlier question is answered last
let ignoreAbort = false;
const aborted = [];
globalThis.fetch = (url, { signal } = {}) => new Promise((resolve, reject) => {
  const q = decodeURIComponent(url.split("q=")[1]);
  signal?.addEventListener("abort", () => { aborted.push(q); if (!ignoreAbort) reject(signal.reason); });
  setTimeout(() => resolve(new Response(JSON.stringify([{ id: 1, title: "hit for " + q }]))), delays[q]);
});
function Racy({ query }) {
  const [hits, setHits] = React.useState([]);
  React.useEffect(() => { fetch("/api/search?q=" + query).then((r) => r.json()).then(setHits); }, [query]);
  return hits.map((hit) => h("li", { key: hit.id }, hit.title));
}
async function typed(Component) {
  const { host, render, act } = await mount(h(Component, { query: "rea" }));
  await render(h(Component, { query: "reactor" }));
  await act(async () => { await new Promise((r) => setTimeout(r, 120)); });
  return host.textContent;
}
(async () => {
  check("symptom", (await typed(Racy)) === "hit for rea");
  check("solution", (await typed(Search)) === "hit for reactor");
  check("aborted: " + aborted, aborted.join() === "rea");
  ignoreAbort = true; // a wrapper that drops the signal
  check("also without a working abort", (await typed(Search)) === "hit for reactor");
})();
JS
node proof.js
