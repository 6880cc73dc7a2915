# needs: node npm:react@19.3.1 npm:react-dom@19.3.1 npm:jsdom@29.1.1 npm:esbuild@0.28.2 npm:@tanstack/react-query@5.108.0
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
jsx tsx 0 todos
cat > proof.js <<'JS'
const { React, h, mount, check } = require("./dom.js");
const { QueryClient, QueryClientProvider, useQuery, useMutation, useQueryClient } = require("@tanstack/react-query");
const { Todos, todoKeys } = require("./todos.js");
let db = [];
globalThis.fetch = async (url, init) => {
  if (init?.method === "POST") db = [...db, { id: db.length + 1, title: JSON.parse(init.body).title }];
  return { ok: true, json: async () => db };
};
const wait = () => React.act(async () => { for (let i = 0; i < 5; i++) await new Promise((r) => setTimeout(r, 5)); });
const page = (client, child) => mount(h(QueryClientProvider, { client }, child));
function Broken({ invalidate }) {
  const client = useQueryClient();
  const { data = [] } = useQuery({ queryKey: ["todos", "list", { page: 1 }], queryFn: async () => db });
  const add = useMutation({
    mutationFn: (title) => fetch("/", { method: "POST", body: JSON.stringify({ title }) }),
    onSuccess: () => invalidate && client.invalidateQueries({ queryKey: invalidate }),
  });
  return h("div", null, h("button", { onClick: () => add.mutate("new") }), data.map((t) => t.title));
}
const after = async (child) => {
  db = [];
  const client = new QueryClient();
  const host = await page(client, child);
  await wait();
  await React.act(async () => host.querySelector("button").click());
  await wait();
  return { client, shown: host.textContent.replace("Add", "") };
};
(async () => {
  check("no invalidation", (await after(h(Broken, {}))).shown === "");
  check("wrong key", (await after(h(Broken, { invalidate: ["todo"] }))).shown === "");
  check("type of the key", (await after(h(Broken, { invalidate: ["todos", "list", { page: "1" }] }))).shown === "");
  const { client, shown } = await after(h(Todos, { page: 1 }));
  check("refetched", shown === "new");
  client.setQueryData(todoKeys.list(1), (old) => old && [...old, { id: 9, title: "nine" }]);
  check("set at once", client.getQueryData(todoKeys.list(1)).at(-1).title === "nine");
  process.exit(0);
})();
JS
node proof.js
