"""Questions over the seed library: strangers' own, some made from them, and some made from the traces."""

from collections.abc import Sequence
from functools import cache

from app.tags.rules import normalise_all
from app.traces.service import Standing
from scripts.evaluation.model import Corpus, Item, Kind, Query, QuestionSet
from scripts.evaluation.questions import Kind as Writing
from scripts.evaluation.questions import read
from scripts.evaluation.sets.elsewhere import elsewhere
from scripts.evaluation.sets.ends import end_of
from scripts.evaluation.sets.rows import chance
from scripts.library.files import read_all
from scripts.seed import SEED_PRIOR_TRUST


@cache
def _items() -> Sequence[Item]:
    standing = Standing(status="validated", prior_trust=SEED_PRIOR_TRUST)
    return [Item(seed.slug, seed.draft, standing) for seed in read_all()]


CORPUS = Corpus("seeds", _items)


def sets() -> list[QuestionSet]:
    """The sets that need nothing but the repository."""
    return [
        QuestionSet(
            "seeds-plain",
            "a symptom in a stranger's own words",
            CORPUS,
            lambda: _asked("plain", "plain words"),
        ),
        QuestionSet(
            "seeds-errors",
            "what a stranger's screen shows: error lines, pieces of stack traces and logs",
            CORPUS,
            lambda: _asked("raw", "error line"),
        ),
        QuestionSet(
            "seeds-errors-elsewhere",
            "the same errors on another machine: other paths, line numbers, addresses, ids, versions and times",
            CORPUS,
            _elsewhere,
        ),
        QuestionSet(
            "seeds-tagged",
            "the first half of the stranger's words, with one or two tags of the trace as a filter",
            CORPUS,
            _tagged,
        ),
        QuestionSet(
            "seeds-ends",
            "a passage from the last quarter of a long trace, without about a third of its words",
            CORPUS,
            _ends,
        ),
    ]


def _asked(writing: Writing, kind: Kind) -> Sequence[Query]:
    return [
        Query(each.q, frozenset({each.slug}), kind) for each in read() if (each.kind, each.by) == (writing, "stranger")
    ]


def _elsewhere() -> Sequence[Query]:
    """Only errors that differ somewhere: the others say nothing that the set they come from doesn't."""
    moved = ((query, elsewhere(query.text)) for query in _asked("raw", "error line"))
    return [Query(text, query.relevant, query.kind, origin=query.text) for query, text in moved if text != query.text]


def _tagged() -> Sequence[Query]:
    tags = {item.key: normalise_all(item.draft.tags).names for item in _items()}
    return [_with_tags(query, tags[next(iter(query.relevant))]) for query in _asked("plain", "tagged")]


def _with_tags(query: Query, tags: Sequence[str]) -> Query:
    words = query.text.split()
    rng = chance(query.text)
    chosen = rng.sample(list(tags), min(len(tags), rng.choice((1, 2))))
    return Query(
        " ".join(words[: max(3, (len(words) + 1) // 2)]), query.relevant, "tagged", tuple(sorted(chosen)), query.text
    )


def _ends() -> Sequence[Query]:
    found = ((item, end_of(item.draft)) for item in _items())
    return [Query(text, frozenset({item.key}), "long") for item, text in found if text]
