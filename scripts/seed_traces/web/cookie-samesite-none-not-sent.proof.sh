# needs: node npm:express@5.3.0 npm:express-session@1.19.0
set -euo pipefail
block() { # <language> <n>: the trace's own code, the n-th block of that language
  node -e '
    const [file, language, n] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter((m) => m[1] === language);
    process.stdout.write(found[n][2]);' "${0%.proof.sh}.md" "$1" "$2"
}
block javascript 0 > trace.mjs
cat > proof.mjs <<'JS'
process.env.SESSION_SECRET = "example";
process.env.NODE_ENV = "production";
const { app } = await import("./trace.mjs");
app.get("/login", (req, res) => { req.session.user = "ada"; res.json({ secure: req.secure }); });
const server = await new Promise((r) => { const s = app.listen(0, "127.0.0.1", () => r(s)); });
const login = (headers) => fetch(`http://127.0.0.1:${server.address().port}/login`, { headers });
const cookie = async (headers) => (await login(headers)).headers.get("set-cookie");
const behindTls = { "X-Forwarded-Proto": "https" };
const good = await cookie(behindTls);
const plainHttp = await cookie({});
app.set("trust proxy", false);
const untrusted = await cookie(behindTls);
server.close();
server.closeAllConnections();
const ok = untrusted === null && plainHttp === null && /HttpOnly; Secure; SameSite=Lax$/.test(good);
console.log(ok ? "ok" : `differs: ${JSON.stringify({ good, plainHttp, untrusted })}`);
process.exit(ok ? 0 : 1);
JS
node proof.mjs
