"""Slicing a history orphans a tool result and loses the system prompt; trim() of the trace does not."""
import ast
import pathlib
import re

trace = pathlib.Path(__file__).with_name("openai-context-length-exceeded.md").read_text()
code = re.findall(r"```python\n(.*?)```", trace, re.S)[0]
trim_only = next(n for n in ast.parse(code).body if isinstance(n, ast.FunctionDef) and n.name == "trim")
names = {"count": None}
exec(compile(ast.Module([trim_only], []), "trace", "exec"), names)

history = [{"role": "system", "content": "rules"}]
for turn in range(5):
    history += [
        {"role": "user", "content": "q" * 10},
        {"role": "assistant", "tool_calls": [{"id": f"c{turn}"}], "content": ""},
        {"role": "tool", "tool_call_id": f"c{turn}", "content": "r" * 50},
        {"role": "assistant", "content": "a" * 20},
    ]


def orphans(messages):
    calls = {c["id"] for m in messages for c in m.get("tool_calls", ())}
    return [m for m in messages if m["role"] == "tool" and m["tool_call_id"] not in calls]


def size(messages):
    return sum(len(m["content"]) for m in messages)


naive = history[-6:]
assert orphans(naive) and naive[0]["role"] != "system", "slicing was expected to break the history"
kept = names["trim"](history, 250, count=size)
assert kept[0]["role"] == "system" and kept[1]["role"] == "user", kept
assert not orphans(kept) and size(kept) <= 250 and len(kept) > 5
try:
    names["trim"](history, 30, count=size)
except ValueError as error:
    assert "last turn" in str(error)
else:
    raise SystemExit("a last turn that is too long must be reported")
