"""What is asked of what: corpora of traces, and sets of questions whose answers are known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from app.traces.service import Draft, Standing

Kind = Literal["error line", "plain words", "tagged", "long"]
"""Query classes that are reported apart."""

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Item:
    """One trace of a corpus. `key` is unique in it."""

    key: str
    draft: Draft
    standing: Standing = field(default_factory=Standing)


@dataclass(frozen=True)
class Corpus:
    """What is searched by one or more sets, in an index of its own. `items` reads or makes them, always the same."""

    name: str
    items: Callable[[], Sequence[Item]]


@dataclass(frozen=True)
class Query:
    """A question and the keys of all items that answer it.

    `origin` is the text that the question was made from, its own by default: what has one origin is never tuned on and
    reported.
    """

    text: str
    relevant: frozenset[str]
    kind: Kind
    tags: tuple[str, ...] = ()
    origin: str = ""

    @property
    def half_by(self) -> str:
        return self.origin or self.text


@dataclass(frozen=True)
class QuestionSet:
    """Questions over one corpus. `about` says in a sentence what they measure."""

    name: str
    about: str
    corpus: Corpus
    queries: Callable[[], Sequence[Query]]
