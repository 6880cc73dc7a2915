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
block tsx 0 > session.tsx && jsx session
block tsx 1 > button.tsx && jsx button
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
const { SessionProvider, useUser, useSessionActions } = require("./session.js");
const counter = require("./button.js");
const Naive = React.createContext(null);
let naive = 0;
const NaiveButton = React.memo(() => { naive += 1; React.useContext(Naive); return null; });
let rerender;
function NaiveProvider({ children }) {
  const [n, setN] = React.useState(0);
  rerender = () => setN(n + 1);
  return h(Naive.Provider, { value: { user: "same", setN } }, children);
}
let login;
let shown = 0;
const Name = React.memo(() => { shown += 1; login = useSessionActions().login; return useUser()?.name ?? "nobody"; });
(async () => {
  const bad = await mount(h(NaiveProvider, null, h(NaiveButton)));
  await bad.act(async () => rerender());
  check("symptom: memo consumer rendered " + naive, naive === 2);
  const good = await mount(h(SessionProvider, null, h(Name), h(counter.LogoutButton)));
  await good.act(async () => login({ name: "Ada" }));
  check("reader of the user: " + shown + good.host.textContent, shown === 2 && good.host.textContent.startsWith("Ada"));
  check("button rendered " + counter.renders, counter.renders === 1);
  await good.act(async () => good.host.querySelector("button").click());
  check("logout works", good.host.textContent.startsWith("nobody") && counter.renders === 1);
  check("missing provider is told", (await thrown(() => mount(h(counter.LogoutButton)))).includes("SessionProvider is missing"));
})();
JS
node proof.js
