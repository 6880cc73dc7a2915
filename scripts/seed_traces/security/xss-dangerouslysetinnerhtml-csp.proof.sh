# needs: node npm:dompurify@3.4.18 npm:jsdom@26.1.0
# Without sanitising, an event handler of a comment runs; with the trace's rules only formatting is left.
trace="$(dirname "$0")/xss-dangerouslysetinnerhtml-csp.md"
cat > t.cjs <<'JS'
const fs = require("fs");
const { JSDOM } = require("jsdom");
const createDOMPurify = require("dompurify");
const text = fs.readFileSync(process.argv[2], "utf8");
const rules = eval("(" + text.match(/const RULES = (\{[\s\S]*?\n\});/)[1].replace(/;$/, "") + ")");
const purify = createDOMPurify(new JSDOM("").window);
const clean = (dirty) => purify.sanitize(dirty, rules);

const payload = `<button onclick="window.hacked = true">b</button><a href="javascript:alert(1)">a</a>`;
function run(html) {
  const { window } = new JSDOM("<div id=c></div>", { runScripts: "dangerously" });
  window.document.getElementById("c").innerHTML = html;
  window.document.querySelector("button")?.click();
  return window.hacked === true;
}
const must = (ok, what) => { if (!ok) { console.error(what); process.exit(1); } };
must(run(payload), "the injected handler did not run, nothing to cure");
must(!run(clean(payload)), "the handler ran after sanitising");
const expected = text.match(/`clean\('(.*?)'\)` returns `(.*?)`/);
must(clean(expected[1]) === expected[2], "clean() gave " + clean(expected[1]));
for (const bad of ["<svg/onload=alert(1)>", "<math><mtext><script>1</script>", '<a href="java\tscript:alert(1)">x</a>', "<iframe srcdoc='<script>1</script>'>"]) {
  must(!/script:|onload|<script|<iframe|<svg/i.test(clean(bad)), bad + " -> " + clean(bad));
}
must(clean('<p>a <a href="https://example.com">b</a></p>') === '<p>a <a href="https://example.com">b</a></p>', "formatting was lost");
JS
exec node t.cjs "$trace"
