import json
import pathlib
import re

trace = pathlib.Path(__file__).with_name("llm-json-output-invalid.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[1], names)
first_json = names["first_json"]

FENCE = "`" * 3
symptoms = {
    f'{FENCE}json\n{{"number": "7"}}\n{FENCE}': "Expecting value: line 1 column 1 (char 0)",
    'Here is the JSON: {"number": "7"}': "Expecting value: line 1 column 1 (char 0)",
    '{"number": "7"} I hope this helps': "Extra data:",
}
for text, message in symptoms.items():
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        assert message in str(error), (text, error)
    else:
        raise SystemExit(f"parsed without the error: {text!r}")
    assert first_json(text) == {"number": "7"}, text

truncated = '{"a": "b'
try:
    json.loads(truncated)
except json.JSONDecodeError as error:
    assert str(error) == "Unterminated string starting at: line 1 column 7 (char 6)", error
assert first_json('As [1] says of {name}: [{"a": 1}]') == [{"a": 1}] and first_json("none: {}") == {}
for text in (truncated, '{"items": [{"a": 1}, {"a":', "I can't help with that."):
    try:
        value = first_json(text)
    except ValueError as error:
        assert "no complete JSON" in str(error)
    else:
        raise SystemExit(f"a truncated answer must not be taken for complete: {text!r} gave {value!r}")
