"""A question about what stands at the end of a long trace."""

import re

from app.traces.rules import embedding_text
from app.traces.service import Draft
from scripts.evaluation.sets.rows import chance, drop_words

LONG = 1600
"""Characters. Longer texts have more than 256 WordPieces, for prose and for code."""

LAST = 0.75
"""The part of a text that comes before what is asked about."""

DROPPED = 0.3
"""Share of the words of a passage that are left out when it is asked for."""

SHORTEST, LONGEST = 8, 30
"""Words of a passage before some are dropped."""

_PASSAGE = re.compile(r"(?<=[.!?:])\s+|\n+")
_FENCE = re.compile(r"^\s*```")


def end_of(draft: Draft) -> str | None:
    """A sentence or line of code from the last quarter, less about DROPPED of its words; None for a short text.

    The longer passages are as likely as the shorter ones; fences and lines of a few words aren't asked for.
    """
    text = embedding_text(draft.title, draft.context_text, draft.solution_text)
    if len(text) < LONG:
        return None
    # Cut where a passage begins, or the first would be half of one.
    tail = text[text.find("\n", int(len(text) * LAST)) + 1 :]
    passages = [
        " ".join(words[:LONGEST])
        for line in _PASSAGE.split(tail)
        if not _FENCE.match(line) and len(words := line.split()) >= SHORTEST
    ]
    return drop_words(chance(text).choice(passages), DROPPED) if passages else None
