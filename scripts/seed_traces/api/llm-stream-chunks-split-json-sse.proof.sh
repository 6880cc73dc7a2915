# needs: node
set -u
fail() { echo "differs: $1"; exit 1; }
has() { case "$1" in *"$2"*) ;; *) fail "no '$2' in: $1";; esac; }
cat > sse.mjs <<'EOF_SSE'
export async function* sse(response) {
  if (!response.ok) throw new Error(`${response.status}: ${(await response.text()).slice(0, 300)}`);
  const decoder = new TextDecoder(); // one for the whole stream
  let buffer = "";
  let event = { type: "message", data: [] };
  for await (const chunk of response.body) {
    buffer += decoder.decode(chunk, { stream: true });
    const lines = buffer.split(/\r\n|\n|\r(?!$)/); // a CR at the end may be half of CRLF
    buffer = lines.pop(); // the incomplete last line
    for (const line of lines) {
      if (line === "") {
        if (event.data.length) yield { type: event.type, data: event.data.join("\n") };
        event = { type: "message", data: [] };
        continue;
      }
      if (line.startsWith(":")) continue; // comment, keep-alive
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "data") event.data.push(value);
      if (field === "event") event.type = value;
    }
  }
}

export async function* openaiText(response) {
  let done = false;
  for await (const { data } of sse(response)) {
    if (data === "[DONE]") { done = true; break; }
    const part = JSON.parse(data); // whole events only
    if (part.error) throw new Error(part.error.message);
    const text = part.choices?.[0]?.delta?.content; // absent in the first, last and usage events
    if (text) yield text;
  }
  if (!done) throw new Error("stream ended early");
}
EOF_SSE
cat > test.mjs <<'EOF'
import assert from "node:assert";
import { sse, openaiText } from "./sse.mjs";
assert.throws(() => JSON.parse('{"delta":"he'), /Unterminated string in JSON at position 12/);
assert.throws(() => JSON.parse("[DONE]"), { message: `Unexpected token 'D', "[DONE]" is not valid JSON` });
assert.throws(() => JSON.parse('data: {"a":1}'), { message: `Unexpected token 'd', "data: {"a":1}" is not valid JSON` });
assert.throws(() => JSON.parse('{"a":1}{"b":2}'), /Unexpected non-whitespace character after JSON at position 7/);
assert.ok((Buffer.from("grün").subarray(0, 3).toString() + "x").includes("\ufffd"));
const one = (t) => `data: ${JSON.stringify({ choices: [{ delta: { content: t } }] })}`;
for (const nl of ["\n", "\r\n", "\r"]) {
  const text = [": ping", "", one("grün 👍"), "", 'data: {"choices":[]}', "", one(" ende"), "", "data: [DONE]", "", ""].join(nl) + nl;
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 7, 10_000]) {
    const body = new ReadableStream({ start(c) { for (let i = 0; i < bytes.length; i += size) c.enqueue(bytes.slice(i, i + size)); c.close(); } });
    let got = "";
    for await (const part of openaiText(new Response(body))) got += part;
    assert.equal(got, "grün 👍 ende", JSON.stringify([nl, size]));
  }
}
const events = [];
for await (const e of sse(new Response("event: a\ndata: 1\ndata: 2\n\n"))) events.push(e);
assert.deepEqual(events, [{ type: "a", data: "1\n2" }]);
await assert.rejects(async () => { for await (const _ of openaiText(new Response(one("x") + "\n\n"))); }, /ended early/);
EOF
node test.mjs || fail "see above"
