"""Run schemathesis until there were cases enough, and read what it found."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.stack.layout import REPOSITORY

HOOKS = "scripts.conformance.identity"
COVERAGE = "coverage"
PHASES = (COVERAGE, "fuzzing", "stateful")
NOT_CHECKED = (
    # A JSON schema can't say that one field needs another, and 1.0 is an integer to it.
    "positive_data_acceptance",
    # Existing clients send fields that we don't know, and numbers as text in queries.
    "negative_data_rejection",
)
MOST_ROUNDS = 20
_LINKS = re.compile(r"API Links:\s*(\d+ covered / \d+ selected)")
OPERATIONS_GUESSED = 80
"""Only shares out the cases of the first round."""


class Nonconformance(Exception):
    """What was found, with a command for each finding that shows it again."""


@dataclass(frozen=True)
class Done:
    """What was tried."""

    cases: int
    operations: int
    links: str
    """Of those between operations that it follows, how many it could: words of its report."""


def run(base_url: str, cases: int, seed: int, phases: Sequence[str] = PHASES, most_rounds: int = MOST_ROUNDS) -> Done:
    """Try all operations with at least so many cases. Raises Nonconformance, for fewer cases too.

    Fewer are fine where only coverage is asked for, which tries what there is and is done. Needs the
    environment of the stack: keys with every scope come from its database.
    """
    tried = operations = 0
    links = ""
    # What the coverage phase tries doesn't depend on the seed: once is enough.
    endless = [phase for phase in phases if phase != COVERAGE]
    for turn in range(most_rounds if endless else 1):
        each = max(1, (cases - tried) // OPERATIONS_GUESSED)
        chosen = phases if turn == 0 else endless
        report, told = _round(base_url, each, seed + turn, chosen)
        tried += report["test_cases"]["generated"]
        operations = report["operations"]["tested"]
        if operations != report["operations"]["total"]:
            raise Nonconformance(f"only {operations} of {report['operations']['total']} operations were tried")
        links = links or next((words for words in _LINKS.findall(told)), "")
        if tried >= cases:
            break
    if tried < cases and endless:
        raise Nonconformance(
            f"only {tried} of {cases} cases were tried in {most_rounds} rounds: nothing was found in them"
        )
    return Done(tried, operations, links)


def _round(base_url: str, examples: int, seed: int, phases: Sequence[str]) -> tuple[dict[str, Any], str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{base_url}/openapi.json"),
            *("--phases", ",".join(phases), "--max-examples", str(examples), "--seed", str(seed)),
            *("--exclude-checks", ",".join(NOT_CHECKED), "--continue-on-failure", "--no-color"),
            *("--request-timeout", "30", "--warnings", "off", "--report", "json", "--report-json-path", str(file)),
        ]
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": HOOKS, "PYTHONPATH": str(REPOSITORY)}
        # In a folder of its own, as it keeps notes where it runs.
        ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if ended.returncode != 0:
            raise Nonconformance(f"{ended.stdout}\n{ended.stderr}".strip())
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found, ended.stdout
