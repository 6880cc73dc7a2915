import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.traces.service import Draft
from scripts.evaluation.questions import QuestionError
from scripts.evaluation.questions import read as read_questions
from scripts.library.fences import Block, OpenFence, blocks
from scripts.library.files import FOLDER, Seed, SeedError, read, read_all
from scripts.library.parsers import fault
from scripts.library.proofs import COMMANDS, Outcome, find, run
from scripts.library.proofs import faults as proof_faults
from scripts.library.rules import faults, same_titles

GOOD = """---
title: A title
tags: [python]
language: python
error: "boom"
---
## Context

Something fails.

## Solution

Mend it.

### Why

Because.
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "domain" / "a-slug.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_a_file_becomes_a_draft(tmp_path: Path) -> None:
    seed = read(write(tmp_path, GOOD), tmp_path)
    assert seed.slug == "domain/a-slug"
    assert seed.draft.context_text == "Something fails."
    assert seed.draft.solution_text == "Mend it.\n\n### Why\n\nBecause."
    assert seed.draft.metadata_json == {"language": "python", "error_message": "boom"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\ntitle", "title"),
        ("title: A title", "title: [unclosed"),
        ("title: A title\n", ""),
        ("## Solution", "## Answer"),
        ("## Context", "Intro\n\n## Context"),
        ("Something fails.", ""),
        ("tags: [python]", "tags: python"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, old: str, new: str) -> None:
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SeedError, match=r"a-slug\.md"):
        read(path, tmp_path)


def test_related_traces_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("language: python", "language: python\nrelated: [a/b, c/d]"))
    assert read(path, tmp_path).related == ("a/b", "c/d")


@pytest.mark.parametrize("line", ["related: a/b", "related: [1]", "colour: red"])
def test_front_matter_that_is_not_understood_is_refused(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, GOOD.replace("language: python", line))
    with pytest.raises(SeedError, match=line.partition(":")[0]):
        read(path, tmp_path)


def test_blocks_are_found_where_they_stand() -> None:
    text = "a\n```python\nx = 1\n```\n\n1. item\n\n   ```\n   no language\n   ```\n````text\n```\n````\n"
    assert list(blocks(text)) == [
        Block("python", "x = 1\n", 2),
        Block("", "no language\n", 8),
        Block("text", "```\n", 11),
    ]
    with pytest.raises(OpenFence, match="line 1"):
        list(blocks("```sql\nSELECT 1"))


@pytest.mark.parametrize(
    ("language", "good", "bad"),
    [
        ("python", "async def f() -> None:\n    await g()\n", "await = 1"),
        ("json", '{"a": [1]}', '{"a": 1,}'),
        ("yaml", "a: [1, 2]\n---\nb: 1\n", "a: [1"),
        ("toml", "[a]\nb = 1\n", "[a\n"),
        ("xml", "<?xml version='1.0'?><a/><b/>", "<a>"),
        ("sql", "SELECT DISTINCT ON (a) a FROM t ORDER BY a, $1;", "SELEC 1;"),
        ("bash", 'for f in *; do echo "$f"; done', "if true; then"),
        ("console", "$ ls \\\n    -l\ntotal 0\n", "total 0"),
        ("javascript", "await f();\nexport const a = 1;", "const a = = 1;"),
        ("javascript", "{ a: 1, b() { return 2; } }", "{ a: 1, b( }"),
        ("jsx", "<><A b={1} /></>", "<A b={1}"),
        ("typescript", "const a: Record<string, number> = {};", "const a: = 1;"),
        ("tsx", "const a = <A<string> b={1} />;", "const a = <A;"),
        ("go", "x := 1\nfmt.Println(x)", "func f( {"),
        ("go", "func f() error { return nil }", "x := := 1"),
        ("rust", "let x: Vec<u8> = vec![];", "let x: Vec<u8 = vec![];"),
        ("java", "record P(int x) {}", "class { }"),
        ("java", "var x = List.of(1);", "var x = ;"),
        ("kotlin", "val x = listOf(1)", "val = 1"),
        ("swift", "let x = [1]", "let = 1"),
        ("dart", "final x = <int>[1];", "final = ;"),
        ("css", ".a { color: red; }", ".a { color: red; "),
        ("html", "<p>a</p>", "<p"),
        ("dockerfile", "FROM python:3.13\nRUN pip --version\n", "FROM\n"),
        ("text", "anything {", None),
        ("klingon", None, "x"),
    ],
)
def test_a_block_is_in_the_language_that_it_names(language: str, good: str | None, bad: str | None) -> None:
    assert good is None or fault(language, good) is None
    assert bad is None or fault(language, bad)


FAULTLESS = Seed(
    "python/a-slug",
    Draft(
        title="A title",
        context_text="Something prints `boom  at 1`.\n" + "It does so for a reason. " * 20,
        solution_text="```python\nx = 1\n```\n\n" + "Mend it. " * 60 + "\n\n**Verify:** x\n\n**Does not apply:** y",
        tags=("python", "asyncio", "pytest"),
        metadata_json={"versions": {"python": ">=3.9"}, "sources": ["A book"], "error_message": "boom at 1"},
    ),
    related=("git/other",),
)


def test_a_faultless_file_has_no_fault() -> None:
    assert list(faults(FAULTLESS, {"git/other"})) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": "x" * 200}, "title"),
        ({"context_text": "boom at 1"}, "characters"),
        ({"tags": ("python", "Asyncio", "pytest")}, "normal form"),
        ({"tags": ("python",)}, "tags"),
        ({"metadata_json": {"sources": ["A book"]}}, "versions"),
        ({"metadata_json": {"versions": {"python": 3.1}, "sources": ["A book"]}}, "quotes"),
        ({"metadata_json": {"versions": {"python": "3"}}}, "sources"),
        ({"metadata_json": {**FAULTLESS.draft.metadata_json, "error_message": "bang"}}, "error"),
        ({"solution_text": FAULTLESS.draft.solution_text.replace("Verify", "Check")}, "Verify"),
        ({"solution_text": FAULTLESS.draft.solution_text.replace("x = 1", "x =")}, "line 1"),
        ({"solution_text": FAULTLESS.draft.solution_text.replace("```python", "```")}, "no language"),
        ({"solution_text": FAULTLESS.draft.solution_text + "\n```text\n"}, "never closed"),
        ({"solution_text": FAULTLESS.draft.solution_text + " see /work/x"}, "path"),
    ],
)
def test_a_fault_is_told(change: dict[str, Any], told: str) -> None:
    (fault,) = faults(replace(FAULTLESS, draft=replace(FAULTLESS.draft, **change)), {"git/other"})
    assert told in fault


def test_a_link_to_nowhere_or_itself_is_a_fault() -> None:
    assert len(list(faults(FAULTLESS, set()))) == 1
    assert len(list(faults(replace(FAULTLESS, related=("python/a-slug",)), {"python/a-slug"}))) == 1
    assert list(same_titles([FAULTLESS, replace(FAULTLESS, slug="python/b")]))


def test_the_library_is_large_and_much_of_it_is_proven() -> None:
    seeds = read_all()
    assert len(seeds) >= 500
    proofs = find(FOLDER)
    assert len(proofs) >= 300
    assert {proof.slug for proof in proofs} <= {seed.slug for seed in seeds}


def test_each_trace_has_two_questions_of_strangers() -> None:
    asked = Counter((question.slug, question.kind) for question in read_questions() if question.by == "stranger")
    assert asked == Counter((seed.slug, kind) for seed in read_all() for kind in ("plain", "raw"))


@pytest.mark.parametrize(
    "line", ["nothing", "[]", '{"slug": "a/b", "kind": "plain", "by": "stranger"}',
             '{"slug": "a/b", "kind": "rude", "by": "stranger", "q": "?"}']
)  # fmt: skip
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{{"slug": "a/b", "kind": "raw", "by": "author", "q": "?"}}\n{line}\n')
    with pytest.raises(QuestionError, match="line 2"):
        read_questions(path)


def proof(folder: Path, name: str, text: str) -> Outcome:
    write(folder, GOOD)
    path = folder / "domain" / name
    path.write_text(text)
    (found,) = find(folder)
    return run(found, Path(sys.executable), folder / "cache")


@pytest.mark.parametrize(
    ("name", "text", "held"),
    [
        ("a-slug.proof.py", "import os\nassert not os.listdir()\nassert 'DATABASE_URL' not in os.environ", True),
        ("a-slug.proof.sh", "set -e\ngit config --global a.b c\ngit config a.b", True),
        ("a-slug.proof.py", "assert 1 == 2, 'what differed'", False),
        ("a-slug.proof.sh", "# needs: node no-such-service", None),
    ],
)
def test_a_proof_holds_or_tells_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, held: bool | None
) -> None:
    monkeypatch.setenv("DATABASE_URL", "x")
    monkeypatch.setitem(COMMANDS, "node", "no-such-program")
    outcome = proof(tmp_path, name, text)
    assert outcome.held is held
    assert held is not False or "what differed" in outcome.told
    assert held is not None or "no-such-program" in outcome.told
    assert bool(proof_faults(outcome.proof)) is (held is None)


def test_a_proof_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.library.proofs.SECONDS", 1)
    text = f"sleep 1000 & echo $! > {tmp_path}/pid; wait"
    assert "longer than 1 s" in proof(tmp_path, "a-slug.proof.sh", text).told
    left = int((tmp_path / "pid").read_text())
    assert not psutil.pid_exists(left) or psutil.Process(left).status() == psutil.STATUS_ZOMBIE
