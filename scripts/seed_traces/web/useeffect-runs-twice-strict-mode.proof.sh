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
block tsx 0 > room.tsx && jsx room
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
const { Room } = require("./room.js");
const log = [];
function Logged() {
  React.useEffect(() => { log.push("effect"); return () => log.push("cleanup"); }, []);
  return null;
}
const requests = [];
globalThis.fetch = (url, { signal }) => new Promise((resolve, reject) => {
  requests.push(signal);
  signal.addEventListener("abort", () => reject(signal.reason));
  setTimeout(() => resolve(new Response('["a","b"]')), 5);
});
let listeners = 0;
const { addEventListener: add, removeEventListener: remove } = window;
window.addEventListener = function (type, ...rest) { if (type === "resize") listeners += 1; return add.call(this, type, ...rest); };
window.removeEventListener = function (type, ...rest) { if (type === "resize") listeners -= 1; return remove.call(this, type, ...rest); };
(async () => {
  await mount(h(React.StrictMode, null, h(Logged)));
  check("symptom: " + log, log.join() === "effect,cleanup,effect");
  log.length = 0;
  await mount(h(Logged));
  check("once without Strict Mode: " + log, log.join() === "effect");
  const room = await mount(h(React.StrictMode, null, h(Room, { roomId: "7" })));
  await room.act(async () => { await new Promise((r) => setTimeout(r, 20)); });
  check("first request aborted, second not: " + requests.map((s) => s.aborted), requests.map((s) => s.aborted).join() === "true,false");
  check("one listener: " + listeners, listeners === 1);
  check("shown", room.host.textContent === "2");
  check("nothing logged", errors.length === 0);
})();
JS
node proof.js
