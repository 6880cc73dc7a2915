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
block tsx 0 > profile.tsx && jsx profile
block tsx 1 > page.tsx && jsx page
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
const { Profile } = require("./profile.js");
const { Page } = require("./page.js");
function Broken({ first, then }) {
  const [value, setValue] = React.useState(first);
  React.useEffect(() => setValue(then), []);
  return h("input", { value, onChange() {} });
}
const heard = (text) => errors.some((e) => e.startsWith(text));
(async () => {
  await mount(h(Broken, { first: undefined, then: "x" }));
  check("symptom", heard("A component is changing an uncontrolled input to be controlled. This is likely caused by the value changing from undefined to a defined value, which should not happen."));
  await mount(h(Broken, { first: "x", then: undefined }));
  check("reverse", heard("A component is changing a controlled input to be uncontrolled."));
  await mount(h("input", { value: null, onChange() {} }));
  check("null", heard("`value` prop on `input` should not be null."));
  await mount(h("input", { type: "text", value: "x" }));
  check("read-only", heard("You provided a `value` prop to a form field without an `onChange` handler."));
  errors.length = 0;
  const { host, act } = await mount(h(Profile, { saved: { name: "Ada" } }));
  const [name, email, box] = host.querySelectorAll("input");
  const set = Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set;
  await act(async () => { set.call(email, "a@example.com"); email.dispatchEvent(new window.Event("input", { bubbles: true })); });
  await act(async () => box.click());
  check("values", name.value === "Ada" && email.value === "a@example.com" && box.checked);
  const page = await mount(h(Page, {}));
  check("waits for data", page.host.textContent === "Loading");
  await page.render(h(Page, { user: { id: "1", name: "Ada" } }));
  await page.render(h(Page, { user: { id: "2", name: "Bob" } }));
  check("other record", page.host.querySelector("input").value === "Bob");
  check("no warning", errors.length === 0);
})();
JS
node proof.js
