# needs: node npm:react@19.3.1 npm:react-dom@19.3.1 npm:jsdom@29.1.1 npm:esbuild@0.28.2 npm:react-router@8.5.1
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
block tsx 0 > app.tsx; block tsx 1 > settings.tsx
for f in app settings; do node_modules/.bin/esbuild $f.tsx --format=cjs --jsx=automatic --log-level=error --outfile=$f.js; done
cat > proof.js <<'JS'
const { h, mount, thrown, check } = require("./dom.js");
const warnings = [];
console.warn = (...args) => warnings.push(args.join(" "));
const { MemoryRouter, Routes, Route } = require("react-router");
const { AppRoutes } = require("./app.js");
const { Root, Settings } = require("./settings.js");
const at = async (path, ...children) => (await mount(h(MemoryRouter, { initialEntries: [path] }, ...children))).textContent.replace(/\s+/g, " ").trim();
const route = (props, ...children) => h(Route, props, ...children);
const warned = (text) => warnings.some((w) => w.includes(text));
(async () => {
  check("blank", (await at("/userz", h(Routes, null, route({ path: "/users", element: "u" })))) === "");
  check("no match warning", warned('No routes matched location "/userz"'));
  check("no outlet", (await at("/users/7", h(Routes, null, route({ path: "/users", element: "Layout" }, route({ path: ":id", element: "user" }))))) === "Layout");
  check("no star", (await at("/app", h(Routes, null, route({ path: "/app", element: h(Settings) })))) === "");
  check("star warning", warned('You rendered descendant <Routes> (or called `useRoutes()`) at "/app" (under <Route path="/app">) but the parent route path has no trailing "*".'));
  check("version 5 prop", (await at("/a", h(Routes, null, route({ path: "/a", component: () => "x" })))) === "" && warned('Matched leaf route at location "/a" does not have an element or Component.'));
  check("absolute", (await thrown(() => at("/app", h(Routes, null, route({ path: "/app" }, route({ path: "/profile" })))))).includes('Absolute route path "/profile" nested under path "/app" is not valid. An absolute child route path must start with the combined path of all its parent routes.'));
  check("no router", (await thrown(() => mount(h(Routes)))).includes("useRoutes() may be used only in the context of a <Router> component."));
  await at("/users", h("i"));
  warnings.length = 0;
  check("home", (await at("/", h(AppRoutes))) === "Home");
  check("index", (await at("/users", h(AppRoutes))) === "User 7 Choose a user");
  check("nested", (await at("/users/7", h(AppRoutes))) === "User 7 User 7");
  check("catch-all", (await at("/nowhere", h(AppRoutes))) === "Page not found");
  check("descendant", (await at("/settings/profile", h(Root))) === "Profile");
  check("quiet: " + warnings, warnings.length === 0);
})();
JS
node -C development proof.js
