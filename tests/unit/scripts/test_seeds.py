from pathlib import Path

import pytest

from app.tags.rules import normalise_all
from scripts.library.files import SeedError, read, read_all

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


def test_the_library_can_be_read_and_no_two_are_alike() -> None:
    seeds = read_all()
    assert len(seeds) >= 30
    assert len({seed.draft.title.casefold() for seed in seeds}) == len(seeds)
    assert len({seed.draft.solution_text for seed in seeds}) == len(seeds)


def test_the_tags_of_the_library_are_in_normal_form() -> None:
    for seed in read_all():
        tags = normalise_all(seed.draft.tags)
        assert list(tags.names) == list(seed.draft.tags), seed.slug
        assert 3 <= len(tags.names) <= 6, seed.slug
