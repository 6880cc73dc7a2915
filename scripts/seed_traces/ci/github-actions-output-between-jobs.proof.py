# needs: git
"""A reader with the rules of the runner for the file of $GITHUB_OUTPUT, and the trace's own commands."""

import os
import re
import subprocess
import sys
from pathlib import Path

trace = Path(__file__).with_name("github-actions-output-between-jobs.md").read_text()
multiline = re.search(r"```bash\n(delimiter=.*?)```", trace, re.DOTALL)[1]


def outputs(script):
    """Run a step and read what it wrote."""
    Path("output").write_text("")
    subprocess.run(["bash", "-e", "-c", script], check=True, env={**os.environ, "GITHUB_OUTPUT": "output"})
    found, lines = {}, Path("output").read_text().split("\n")
    while lines:
        line = lines.pop(0)
        if not line:
            continue
        equal, here = line.find("="), line.find("<<")
        if equal >= 0 and (here < 0 or equal < here):
            found[line[:equal]] = line[equal + 1 :]
        elif here >= 0:
            name, delimiter = line[:here], line[here + 2 :]
            value = []
            while True:
                if not lines:
                    return f"Invalid value. Matching delimiter not found '{delimiter}'"
                if (line := lines.pop(0)) == delimiter:
                    break
                value.append(line)
            found[name] = "\n".join(value)
        else:
            return f"Invalid format '{line}'"
    return found


subprocess.run("git init -q && for i in one two=2; do git commit -q --allow-empty -m \"$i\"; done", shell=True, check=True)
log = "$(git log --reverse --format='%s line' -5)"
wrong = outputs(f'echo "notes={log}" >> "$GITHUB_OUTPUT"')
assert wrong == {"notes": "one line", "two": "2 line"}, wrong  # silently cut off
wrong = outputs('printf "notes=first\\nsecond line of the value\\n" >> "$GITHUB_OUTPUT"')
assert wrong == "Invalid format 'second line of the value'", wrong
wrong = outputs('{ echo "notes<<EOF"; printf "no line feed"; echo "EOF"; } >> "$GITHUB_OUTPUT"')
assert wrong == "Invalid value. Matching delimiter not found 'EOF'", wrong

right = outputs(multiline + '\necho "version=1.2" >> "$GITHUB_OUTPUT"')
assert right == {"notes": "- two=2\n- one", "version": "1.2"}, right
lost = outputs('echo "a=1" >> "$GITHUB_OUTPUT"; echo "b=2" > "$GITHUB_OUTPUT"')
if lost != {"b": "2"}:
    sys.exit(f"a single > kept the first output: {lost}")
