"""The pairing rule of the Messages API, checked on histories made by a naive loop and by the trace's code."""
import pathlib
import re
from types import SimpleNamespace as Block

trace = pathlib.Path(__file__).with_name("anthropic-tool-use-tool-result-missing.md").read_text()
names: dict = {}
for code in re.findall(r"```python\n(.*?)```", trace, re.S):
    exec(code, names)


def violation(messages):
    """What the API complains of (its rule, written down here)."""
    for index, message in enumerate(messages):
        blocks = [b if isinstance(b, dict) else vars(b) for b in message["content"] if not isinstance(b, str)]
        calls = [b["id"] for b in blocks if b["type"] == "tool_use"]
        after = messages[index + 1]["content"] if index + 1 < len(messages) else []
        answered = [b["tool_use_id"] for b in after if isinstance(b, dict) and b["type"] == "tool_result"]
        if set(calls) - set(answered):
            return f"messages.{index + 1}: `tool_use` ids were found without `tool_result` blocks immediately after"
    return None


two_calls = [
    Block(type="tool_use", id="t1", name="ok", input={}),
    Block(type="tool_use", id="t2", name="boom", input={}),
]
ask = {"role": "user", "content": "go"}
naive = [ask, {"role": "assistant", "content": [vars(b) for b in two_calls]},
         {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "1"}]}]
assert "without `tool_result`" in violation(naive)

seen = []
answers = [Block(stop_reason="tool_use", content=two_calls), Block(stop_reason="end_turn", content=[Block(type="text", text="done")])]


def create(messages, **_):
    assert violation(messages) is None, violation(messages)
    seen.append(list(messages))
    return answers[len(seen) - 1]


def run(name, _):
    if name == "boom":
        raise KeyError("x")
    return 1


history = [ask]
names["converse"](Block(messages=Block(create=create)), run, history)
results = seen[1][2]["content"]
assert [r["tool_use_id"] for r in results] == ["t1", "t2"] and [r["is_error"] for r in results] == [False, True]

late = {"type": "tool_result", "tool_use_id": "t2", "content": "2"}
text_first = naive[:2] + [{"role": "user", "content": [{"type": "text", "text": "hi"}, *naive[2]["content"], late]}]
assert [b["type"] for b in names["repair"](text_first)[2]["content"]] == ["tool_result", "tool_result", "text"]

for broken in (naive, naive[:2], naive[:2] + [{"role": "user", "content": "still there?"}]):
    fixed = names["repair"](broken)
    assert violation(broken) and violation(fixed) is None, fixed
    assert names["repair"](fixed) == fixed
