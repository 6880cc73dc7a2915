# needs: node
set -eu
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
echo 'Promise.reject("timeout"); setTimeout(() => console.log("still alive"), 20);' > a.js
out=$(node a.js 2>&1) && fail "exit code 0"
has "$out" 'UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "timeout".'
has "$out" "code: 'ERR_UNHANDLED_REJECTION'"
case "$out" in *"still alive"*) fail "went on";; esac
has "$(node --unhandled-rejections=warn a.js 2>&1)" "still alive"
# 4: started together, awaited one after the other
cat > seq.js <<'E'
const ok = new Promise((r) => setTimeout(r, 50)), bad = new Promise((_, r) => setTimeout(() => r(new Error("second")), 10));
(async () => { try { await ok; await bad; } catch { console.log("caught"); } })();
E
node seq.js > out 2>&1 && fail "sequential await survived"; grep -q caught out && fail "was caught"
sed 's/await ok; await bad;/await Promise.all([ok, bad]);/' seq.js > all.js; [ "$(node all.js)" = caught ] || fail "Promise.all"
cat > solution.js <<'E'
const wrap = (handler) => (req, res, next) =>
  Promise.resolve(handler(req, res, next)).catch(next);
async function save(order, sendMail, log) {
  sendMail(order).catch((err) => log.error(err, "mail failed")); // on purpose not awaited
}
async function saveStrict(order, sendMail) {
  try {
    return await sendMail(order); // "return sendMail(order)" would bypass this catch
  } catch (err) {
    throw new Error(`order ${order.id}: mail failed`, { cause: err });
  }
}
function every(ms, job, onError) {
  return setInterval(() => {
    Promise.resolve().then(job).catch(onError);
  }, ms);
}
const assert = require("node:assert");
const boom = async () => { throw new Error("boom"); };
(async () => {
  const seen = [];
  wrap(boom)({}, {}, (err) => seen.push("next " + err.message));
  await save({ id: 1 }, boom, { error: (err) => seen.push("log " + err.message) });
  await assert.rejects(saveStrict({ id: 7 }, boom), (e) => e.message === "order 7: mail failed" && e.cause.message === "boom");
  const t = every(5, () => { throw new Error("sync"); }, (err) => seen.push("every " + err.message));
  await new Promise((r) => setTimeout(r, 30)); clearInterval(t);
  assert.deepStrictEqual(seen.slice(0, 3).sort(), ["every sync", "log boom", "next boom"]);
  console.log("alive");
})();
E
[ "$(node solution.js)" = alive ] || fail "solution"
