"""Where a client stands in the pages of a question, kept by the client as a sealed cursor. Pure.

By relevance a cursor remembers what was shown, not how many: whatever is hidden, made or moved between two pages,
nothing is shown twice, and nothing is left out that the window of the ranking holds. A listing goes on behind the last
hit's sort values.
"""

import base64
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from app.core.errors import FieldError, Invalid
from app.core.sealed import seal, unseal
from app.retrieval.question import Question
from search.results import Hit

VALID_FOR = timedelta(hours=1)
"""From the first page on. Ages and validity are those of that moment on every page."""

MAX_CURSOR_CHARACTERS = 4000
PURPOSE = "search cursor"

MOST_HITS = 200
"""However many are hidden, no more hits than this are looked through; nor by relevance in all pages together."""

_VERSION = 1
_SHOWN_BYTES = 5
"""Of each id: two of the 200 of a window are taken for one in one of 50 million."""

SortValues = tuple[str | int | float, ...]


@dataclass(frozen=True)
class Position:
    """`began`: the time of the first page. `shown`: beginnings of the ids that earlier pages showed.

    `after`: sort values to go on behind. `had_good_match`: whether an earlier page held one.
    """

    began: datetime
    shown: frozenset[bytes] = frozenset()
    after: SortValues | None = None
    had_good_match: bool = False

    def has_shown(self, trace_id: uuid.UUID) -> bool:
        return trace_id.bytes[:_SHOWN_BYTES] in self.shown

    def showing(self, ids: Sequence[uuid.UUID]) -> frozenset[bytes]:
        """What has been shown once these are, too."""
        return self.shown | {each.bytes[:_SHOWN_BYTES] for each in ids}


def to_cursor(position: Position, digest: bytes, secret: bytes) -> str:
    """The cursor of a position in the pages of the question with this digest."""
    content = [
        _VERSION,
        digest.hex(),
        round(position.began.timestamp() * 1000),
        position.had_good_match,
        position.after,
        base64.b64encode(b"".join(sorted(position.shown))).decode(),
    ]
    return seal(orjson.dumps(content), secret, PURPOSE)


def from_cursor(cursor: str, digest: bytes, secrets: Sequence[bytes], now: datetime) -> Position:
    """The position. Raises Invalid for a cursor that isn't ours, is too old, or is another question's or asker's."""
    sealed = unseal(cursor, secrets, PURPOSE)
    content: list[Any] = orjson.loads(sealed) if sealed is not None else [None]
    if content[0] != _VERSION:
        raise _refused("The cursor isn't one that this server gave.", "cursor_invalid")
    _, question, began_ms, had_good_match, after, shown = content
    if question != digest.hex():
        raise _refused(
            "The cursor belongs to another search: send it with the same key, q, filters, mode and sort.",
            "cursor_of_another_search",
        )
    began = datetime.fromtimestamp(began_ms / 1000, UTC)
    if now - began > VALID_FOR:
        raise _refused("The cursor has expired: search again from the first page.", "cursor_expired")
    packed = base64.b64decode(shown)
    pieces = (packed[at : at + _SHOWN_BYTES] for at in range(0, len(packed), _SHOWN_BYTES))
    return Position(began, frozenset(pieces), None if after is None else tuple(after), had_good_match)


def _refused(message: str, code: str) -> Invalid:
    return Invalid(message, errors=(FieldError("cursor", message, code),))


def next_page(
    asked: Question,
    position: Position,
    fresh: Sequence[Hit],
    shown: Sequence[Hit],
    *,
    is_short: bool,
    is_full: bool,
    is_good: bool,
) -> Position | None:
    """Where the next page begins, None when this was the last.

    `fresh`: hits that no earlier page showed. `is_short`: fewer were shown than asked for. `is_full`: the index gave as
    many as it might, so there may be more.
    """
    if not is_full and (is_short or len(fresh) == len(shown)):
        return None
    if not asked.is_ranked:
        # What is hidden has been looked at, too, where it's all that was left.
        last = fresh[-1] if is_short else shown[-1]
        return Position(position.began, after=last.sort, had_good_match=is_good)
    total = position.showing([hit.id for hit in shown])
    # By relevance there is nothing beyond the window.
    if is_short or len(total) >= MOST_HITS:
        return None
    return Position(position.began, total, had_good_match=is_good)
