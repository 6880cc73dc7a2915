"""The terms that are matched: of prose and of code, made here alike for traces and questions.

The core distribution of Elasticsearch has neither stemmers nor filters that split names, and two analyses would be two
rankings. So terms are made in Python, and the index only takes them apart at blanks. Pure, linear in the text's length.
"""

import re
from collections.abc import Iterator

LONGEST = 100
"""Characters; what is longer is data, not a word that anybody asks for."""

_TOKEN = re.compile(
    r"""
      (?<![\w-])--?[A-Za-z][\w-]*                                         # a flag: --no-cache, -rf
    | [A-Za-z]\+\+ | \b[CcFfJj]\#                                         # C++, C#
    | [\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]              # scripts without blanks: each sign
    | \w(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])\w)* # a word, a name, and dotted or versioned ones
      (?:(?:(?<=[^\W\d])[.'\u2019](?=[^\W\d])|(?<=\d)[.,](?=\d))\w+)*
    """,
    re.VERBOSE,
)  # fmt: skip

_PART = re.compile(r"[A-Z]+(?![^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+|\d+(?:\.\d+)+")
"""getUserById, snake_case, os.path.join, HTTPServer, python3.12: what stands between the seams."""


def terms(text: str) -> Iterator[str]:
    """Every term of a text in order, names whole and in their parts, in lower case and the singular."""
    for match in _TOKEN.finditer(text):
        yield from _of(match.group())


def located(text: str) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    """Where each token stands, [start, end) in characters, and the terms that it is matched by."""
    for match in _TOKEN.finditer(text):
        yield match.span(), tuple(_of(match.group()))


def _of(matched: str) -> Iterator[str]:
    token = matched[:LONGEST].replace("\u2019", "'").removesuffix("'s")
    if token[0] == "-":
        yield token.lower()
        token = token.lstrip("-").replace("-", "_")
    else:
        yield singular(token.lower())
    if "'" in token:
        return
    parts = _PART.findall(token)
    if len(parts) > 1 or (parts and parts[0] != token):
        yield from (singular(part.lower()) for part in parts if len(part) > 1 and part != token)


def distinct(text: str) -> tuple[str, ...]:
    """The different terms of a question: a word that a pasted trace repeats isn't asked for any more than another."""
    return tuple(dict.fromkeys(terms(text)))


def singular(word: str) -> str:
    """The S-stemmer (Harman, How effective is suffixing?, 1991): plural endings only, so that names stay themselves."""
    if len(word) > 3:
        if word.endswith("ies") and word[-4] not in "ea":
            return word[:-3] + "y"
        if word.endswith("es") and word[-3] not in "aeo":
            return word[:-1]
        if word.endswith("s") and word[-2] not in "us":
            return word[:-1]
    return word
