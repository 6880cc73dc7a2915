# needs: node
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
cat > client.mjs <<'EOF_CLIENT'
let accessToken = null;
let refreshing = null;

function refresh() {
  refreshing ??= fetch("/auth/refresh", { method: "POST", credentials: "include" })
    .then(async (res) => {
      if (!res.ok) throw Object.assign(new Error("session ended"), { status: res.status });
      accessToken = (await res.json()).access_token;
    })
    .finally(() => { refreshing = null; });
  return refreshing;
}

async function api(url, init = {}) {
  const send = (token) => {
    const headers = new Headers(init.headers);
    if (token) headers.set("Authorization", `Bearer ${token}`);
    return fetch(url, { ...init, headers });
  };
  const used = accessToken;
  const res = await send(used);
  if (res.status !== 401) return res;
  if (used === accessToken) await refresh(); // else another call has refreshed it meanwhile
  return send(accessToken);
}

export { api };
EOF_CLIENT
cat > test.mjs <<'EOF'
import assert from "node:assert";
import { api } from "./client.mjs";
let valid = "t0", refresh = "r0", refreshes = 0, reuse = 0, jar = "r0";
const pause = () => new Promise((r) => setTimeout(r, Math.random() * 20));
globalThis.fetch = async (url, init = {}) => {
  const sent = jar;
  await pause();
  if (url === "/auth/refresh") {
    refreshes++;
    if (sent !== refresh) { reuse++; return new Response("", { status: 401 }); }
    refresh = jar = "r" + refreshes; valid = "t" + refreshes;
    await pause();
    return Response.json({ access_token: valid });
  }
  const ok = new Headers(init.headers).get("Authorization") === `Bearer ${valid}`;
  return new Response(ok ? "ok" : "jwt expired", { status: ok ? 200 : 401 });
};
// naive: each 401 refreshes for itself: rotation sees a re-use
await Promise.all([1, 2, 3, 4, 5].map(() => fetch("/auth/refresh", { method: "POST" })));
assert.ok(reuse > 0, "no re-use without the single flight");
refreshes = reuse = 0; refresh = jar = "rx"; valid = "tx";
for (let round = 1; round <= 5; round++) {
  const all = await Promise.all([1, 2, 3, 4, 5].map((i) => api("/x/" + i)));
  assert.deepEqual(all.map((r) => r.status), [200, 200, 200, 200, 200]);
  assert.equal(refreshes, round);
  assert.equal(reuse, 0);
  valid = "expired";
}
EOF
node test.mjs || fail "see above"
