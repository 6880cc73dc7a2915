# needs: node npm:express@5.1.0
set -eu
cat > app.js <<'E'
const express = require("express");

const app = express();
app.use(express.json({ limit: "1mb" })); // application/json
app.use(express.urlencoded({ extended: true })); // HTML forms

app.post("/users", (req, res) => {
  const { name } = req.body ?? {};
  if (typeof name !== "string") return res.status(400).json({ error: "name is missing" });
  return res.status(201).json({ name });
});

module.exports = app;
E
cat > t.js <<'E'
const express = require("express"), assert = require("node:assert"), app = require("./app.js");
async function createUser(base, name) {
  return fetch(`${base}/users`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name }),
  });
}
const bare = express();
bare.post("/users", (req, res) => { const { name } = req.body; res.json(name); });
bare.get("/boom", async () => { throw new Error("rejected"); });
bare.get("/files/*splat", (req, res) => res.json(req.params)); bare.get("/users{/:id}", (req, res) => res.json(req.params));
bare.use((err, req, res, next) => res.status(500).send(`${err.name}: ${err.message}`));
for (const [path, at] of [["*", "Missing parameter name at index 1: *"], ["/files/*", "Missing parameter name at index 8: /files/*"], ["/users/:id?", "Unexpected ? at index 10: /users/:id?"], ["/:id(\\d+)", "Unexpected ( at index 4: /:id(\\d+)"], ["/a(b|c)", "Unexpected ( at index 2: /a(b|c)"]])
  assert.throws(() => bare.get(path, () => {}), (e) => e instanceof TypeError && e.message.includes(at.split(" at index")[0]) && e.message.includes("git.new/pathToRegexpError"), path);
bare.get(["/ab", "/ac"], (req, res) => res.json("abc")); bare.get("/{*splat}", (req, res) => res.json("rest"));
const start = (a) => new Promise((r) => { const s = a.listen(0, "127.0.0.1", () => r("http://127.0.0.1:" + s.address().port)); });
(async () => {
  const b = await start(bare), a = await start(app), text = async (p) => (await p).text();
  assert.strictEqual(await text(createUser(b, "Ada")), "TypeError: Cannot destructure property 'name' of 'req.body' as it is undefined.");
  assert.strictEqual(await text(fetch(b + "/boom")), "Error: rejected");
  assert.strictEqual(await text(fetch(b + "/files/a/b")), '{"splat":["a","b"]}');
  assert.strictEqual(await text(fetch(b + "/users")), "{}"); assert.strictEqual(await text(fetch(b + "/users/3")), '{"id":"3"}');
  assert.strictEqual(await text(fetch(b + "/ac")), '"abc"'); assert.strictEqual(await text(fetch(b + "/x/y")), '"rest"'); assert.strictEqual(await text(fetch(b + "/")), '"rest"');
  const ok = await createUser(a, "Ada"); assert.strictEqual(ok.status, 201); assert.deepStrictEqual(await ok.json(), { name: "Ada" });
  const send = (body, headers) => fetch(a + "/users", { method: "POST", body, headers }).then((r) => r.status);
  assert.strictEqual(await send('{"name":"Ada"}'), 400); // text/plain: no parser takes it
  assert.strictEqual(await send("{name", { "Content-Type": "application/json" }), 400);
  assert.strictEqual(await send(new URLSearchParams({ name: "Ada" })), 201);
  const form = new FormData(); form.set("name", "Ada"); assert.strictEqual(await send(form), 400);
  process.exit(0);
})().catch((e) => { console.error("differs:", e); process.exit(1); });
E
NODE_ENV=test node t.js
