"""The question sets: what is asked is answered by its corpus, and what is made from something keeps what matters."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tags.rules import normalise_all
from app.traces.rules import embedding_text
from app.traces.service import Draft
from scripts.evaluation import catalogue
from scripts.evaluation.model import QuestionSet
from scripts.evaluation.sets.elsewhere import elsewhere
from scripts.evaluation.sets.ends import LONG, end_of
from scripts.evaluation.sets.rows import FEWEST, drop_words

SHIPPED = {each.name: each for each in catalogue.sets(None)}


@pytest.mark.parametrize("each", SHIPPED.values(), ids=SHIPPED)
def test_every_shipped_question_is_answered_by_its_corpus(each: QuestionSet) -> None:
    items = each.corpus.items()
    keys = {item.key for item in items}
    queries = each.queries()
    assert len(keys) == len(items)
    assert len(queries) > 100
    assert all(query.text.strip() and query.relevant and query.relevant <= keys for query in queries)
    assert queries == each.queries()


def test_a_tag_that_is_asked_for_is_one_of_the_trace() -> None:
    items = SHIPPED["seeds-tagged"].corpus.items()
    tags = {item.key: set(normalise_all(item.draft.tags).names) for item in items}
    plain = {query.text: query for query in SHIPPED["seeds-plain"].queries()}
    for query in SHIPPED["seeds-tagged"].queries():
        (key,) = query.relevant
        assert 1 <= len(query.tags) <= 2
        assert tags[key] >= set(query.tags)
        assert plain[query.origin].relevant == query.relevant
        assert query.origin.startswith(query.text.split()[0])


@pytest.mark.parametrize(
    ("text", "stays", "goes"),
    [
        (
            'File "/home/ada/shop/jobs/daily.py", line 31, in run\nKeyError: \'sku\'',
            ["in run\nKeyError: 'sku'", 'File "/', ", line "],
            ["ada", "shop", "daily", "31"],
        ),
        (
            "/srv/x/venv/lib/python3.11/site-packages/botocore/auth.py:411: NoCredentialsError",
            ["/site-packages/botocore/auth.py:", ": NoCredentialsError"],
            ["/srv/x/venv", ":411"],
        ),
        (
            "at read (/app/node_modules/pg/lib/client.js:526:17)",
            ["/node_modules/pg/lib/client.js:", ":17)"],
            ["/app", "526"],
        ),
        ("segfault at 0x7f3a2b1c", ["segfault at 0x"], ["7f3a2b1c"]),
        ("request 5b0e6f0c-3a1d-4c0e-9d55-8f1f6f2a77b1 failed", ["request ", " failed"], ["5b0e6f0c"]),
        ("2025-09-14T07:22:41.318Z timed out after 6.01 seconds", ["timed out after 6.01 seconds"], ["07:22:41"]),
        ("/etc/nginx/nginx.conf: bind() to 0.0.0.0:80 failed (98)", [": bind() to 0.0.0.0:80 failed (98)"], []),
        ("POST /admin/login/ HTTP/1.1 403", ["POST /admin/login/ HTTP/1.1 403"], []),
        ("Error code: 400; SQLSTATE 23505; exit code 137", ["Error code: 400; SQLSTATE 23505; exit code 137"], []),
        ("/srv/app/manage.py: error", ["/manage.py: error"], ["/srv/app/"]),
    ],
)  # fmt: skip
def test_an_error_elsewhere_says_the_same_of_another_place(text: str, stays: list[str], goes: list[str]) -> None:
    moved = elsewhere(text)
    assert [part for part in stays if part not in moved] == []
    assert [part for part in goes if part in moved] == []
    assert moved == elsewhere(text)


def test_one_value_becomes_the_same_other_value_everywhere() -> None:
    first, second = elsewhere("open /data/scans/a.tif, then close /data/scans/a.tif").split(", then close ")
    assert first == f"open {second}"
    assert second != "/data/scans/a.tif"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_moved(text: str) -> None:
    assert elsewhere(text) == elsewhere(text)


def test_a_question_about_the_end_is_made_of_words_of_the_end() -> None:
    start = "\n".join(f"The beginning is about something else, sentence {n}." for n in range(60))
    draft = Draft(
        "Title", "Context", f"{start}\nOnly here the purple elephant dances with nine green umbrellas tonight."
    )
    asked = end_of(draft)
    assert asked is not None
    text = embedding_text(draft.title, draft.context_text, draft.solution_text)
    tail = text[int(len(text) * 0.7) :].split()
    assert set(asked.split()) <= set(tail)
    assert asked == end_of(draft)


def test_a_short_trace_has_no_end_to_ask_about() -> None:
    assert end_of(Draft("Title", "Context", "x " * (LONG // 4))) is None


@settings(deadline=None)
@given(st.text(alphabet="abc \n", max_size=200), st.floats(0, 1))
def test_words_are_dropped_in_place(text: str, share: float) -> None:
    words = text.split()
    kept = drop_words(text, share).split()
    rest = iter(words)
    assert all(word in rest for word in kept)
    assert len(kept) >= min(FEWEST, len(words))


def test_sets_of_the_data_folder_are_read(tmp_path: Path) -> None:
    page = {"id": "p1", "title": "tar", "context_text": "Archives.", "solution_text": "tar cf", "tags": ["shell"]}
    command = {
        "id": "c1", "title": "t", "context_text": "count the lines", "solution_text": "wc -l " + "x" * 80,
        "tags": ["nl2bash"],
    }  # fmt: skip
    other = {**command, "id": "c2", "tags": ["tldr"]}
    for name, lines in (("tldr_pages.jsonl.gz", [page]), ("real_texts_80k.jsonl.gz", [command, other])):
        with gzip.open(tmp_path / name, "wt") as stream:
            stream.writelines(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "nl2bash_queries.jsonl").write_text('{"q": "make an archive", "relevant": ["p1"]}\n')
    found = {each.name: each for each in catalogue.sets(tmp_path)}
    assert [(q.text, q.relevant) for q in found["nl2bash"].queries()] == [("make an archive", {"p1"})]
    assert [item.draft.title for item in found["nl2bash"].corpus.items()] == ["tar"]
    assert [(q.text, q.relevant) for q in found["code-commands"].queries()] == [("count the lines", {"c1"})]
    bare = {item.key: item.draft for item in found["code-commands"].corpus.items()}
    assert "c2" not in bare
    assert (bare["c1"].title, bare["c1"].context_text) == ("", "")
    assert all(query.relevant <= set(bare) for query in found["code-solutions"].queries())
