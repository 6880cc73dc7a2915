"""What a file of the seed library must be, beside what any trace must be. Each rule yields what to mend."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from app.tags.rules import normalise_all
from scripts.library.fences import OpenFence, blocks
from scripts.library.files import Seed
from scripts.library.parsers import fault

LONGEST_TITLE = 130
SHORTEST, LONGEST = 900, 6000
"""Characters of context and solution together."""
FEWEST_TAGS, MOST_TAGS = 3, 6
MOST_RELATED = 3
SECTIONS = ("**Verify:**", "**Does not apply:**")

_SLUG = re.compile(r"[a-z][a-z0-9]*/[a-z0-9]+(?:-[a-z0-9]+)*")
_MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root/\.pyenv|work)/")


def faults(seed: Seed, slugs: Collection[str]) -> Iterator[str]:
    """What is wrong with one file; `slugs` are those of the whole library."""
    draft = seed.draft
    if not _SLUG.fullmatch(seed.slug):
        yield "the file's name must be lower case words joined by '-', in a folder named after the domain"
    if len(draft.title) > LONGEST_TITLE:
        yield f"the title has {len(draft.title)} characters, at most {LONGEST_TITLE}"
    length = len(draft.context_text) + len(draft.solution_text)
    if not SHORTEST <= length <= LONGEST:
        yield f"context and solution have {length} characters, not between {SHORTEST} and {LONGEST}"
    yield from _tags(draft.tags)
    yield from _metadata(seed)
    if len(seed.related) > MOST_RELATED:
        yield f"at most {MOST_RELATED} related traces"
    for name in seed.related:
        if name == seed.slug or name not in slugs:
            yield f"related: there is no other trace {name!r}"
    yield from _text(draft.context_text, draft.solution_text)


def _text(context_text: str, solution_text: str) -> Iterator[str]:
    for section in SECTIONS:
        if section not in solution_text:
            yield f"the solution needs a paragraph that begins with {section}"
    if found := _MACHINE_PATH.search(context_text + solution_text):
        yield f"names a path of somebody's machine: {found[0]}"
    for part, text in (("context", context_text), ("solution", solution_text)):
        yield from _code(part, text)


def same_titles(seeds: Sequence[Seed]) -> Iterator[str]:
    """Titles that two files share."""
    counts = Counter(seed.draft.title.casefold() for seed in seeds)
    for seed in seeds:
        if counts[seed.draft.title.casefold()] > 1:
            yield f"{seed.slug}: another trace has the same title"


def _tags(tags: Sequence[str]) -> Iterator[str]:
    normal = normalise_all(tags)
    if list(normal.names) != list(tags):
        yield f"tags must be in normal form: {', '.join(normal.names)}"
    if not FEWEST_TAGS <= len(tags) <= MOST_TAGS:
        yield f"{len(tags)} tags, not between {FEWEST_TAGS} and {MOST_TAGS}"


def _metadata(seed: Seed) -> Iterator[str]:
    metadata = seed.draft.metadata_json
    versions = metadata.get("versions")
    if not isinstance(versions, dict) or not versions:
        yield "versions must map at least one program or library to the versions it holds for"
    elif not all(isinstance(value, str) for value in versions.values()):
        yield "versions must be text: put them in quotes"
    sources = metadata.get("sources")
    if not isinstance(sources, list) or not sources:
        yield "sources must list at least one document"
    error = metadata.get("error_message")
    if error is not None and _squeezed(str(error)) not in _squeezed(seed.draft.context_text):
        yield "the context must show the text given as 'error'"


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _code(part: str, text: str) -> Iterator[str]:
    try:
        for block in blocks(text):
            wrong = fault(block.language, block.code) if block.language else "names no language"
            if wrong:
                yield f"{part}, block at line {block.line} ({block.language or 'none'}): {wrong}"
    except OpenFence as error:
        yield f"{part}: {error}"
