"""Traces that are an empty form: nothing in them could help anybody."""

import re

_NOTHING = re.compile(
    r"to ?do|tbd|tba|fix ?me|n ?/? ?a|none|nil|null|nothing|empty|x+|lorem ipsum.{0,400}|placeholder"
    r"|(?:insert|add|write|fill in|enter|your) .{0,60}here"
    r"|(?:my |the |your )?(?:title|context|solution|problem|description|text|context text|solution text)(?: here)?",
    re.DOTALL,
)
# `[describe the problem]`, `<your solution>`, `{{ context }}`: a hole with words in it and nothing else around.
_HOLE = re.compile(r"\[[a-z][^\[\]]{0,120}\](?!\()|<[a-z][^<>]{0,120}>|\{\{?[^{}]{0,120}\}\}?", re.IGNORECASE)
_HEADING = re.compile(
    r"^[#>*\-\s]*(?:title|context|problem|solution|description|fix)\s*:?\**\s*$", re.IGNORECASE | re.MULTILINE
)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def husk(title: str, context_text: str, solution_text: str) -> str | None:
    """Why a trace says nothing at all, None when it may say something. In doubt it does."""
    for name, text in (("title", title), ("context_text", context_text), ("solution_text", solution_text)):
        if not any(map(str.isalpha, text)):
            return f"{name} has no words."
        if _says_nothing(text):
            return f"{name} holds only a placeholder."
    if _folded(title) == _folded(context_text) == _folded(solution_text):
        return "title, context_text and solution_text are the same."
    return None


def _says_nothing(text: str) -> bool:
    filled = _EDGES.sub("", _HEADING.sub("", _HOLE.sub("", text)))
    return not filled or _NOTHING.fullmatch(_folded(filled)) is not None


def _folded(text: str) -> str:
    return " ".join(_EDGES.sub("", text).lower().split())
