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
const fs = require("node:fs");
const source = 'const React = require("react"); exports.React = React; exports.Widget = () => React.useState("works")[0];';
for (const name of ["linked", "peer"]) {
  fs.mkdirSync(name);
  fs.writeFileSync(name + "/index.js", source);
}
fs.cpSync(fs.realpathSync("node_modules/react"), "linked/node_modules/react", { recursive: true }); // as npm link leaves it
(async () => {
  let lib = require("./linked/index.js");
  check("two copies", lib.React !== React && lib.React.version === React.version);
  const message = await thrown(() => mount(h(lib.Widget)));
  check("symptom: " + message, message.includes("Cannot read properties of null (reading 'useState')"));
  check("warning", errors.some((e) => e.startsWith("Invalid hook call. Hooks can only be called inside of the body of a function component.") && e.includes("3. You might have more than one copy of React in the same app")));
  errors.length = 0;
  lib = require("./peer/index.js"); // a peer dependency: resolved from the application
  check("one copy", lib.React === React);
  const { host } = await mount(h(lib.Widget));
  check("renders", host.textContent === "works" && errors.length === 0);
})();
JS
node proof.js
