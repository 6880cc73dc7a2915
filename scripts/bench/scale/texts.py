"""The 100,000 texts, their vectors, and what is asked of them. The same in the process that loads and the one that
measures.
"""

import gzip
import json
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from app.tags.rules import normalise_all
from app.traces import rules
from app.traces.service import Draft
from scripts.bench.corpus import SEED, grow, read_pages, read_questions
from search.embeddings import Embedder, Vectors

TEXTS = "real_texts_80k.jsonl.gz"
HELD_OUT = 500
"""Real texts that aren't loaded; their titles are asked for."""

NOISE = 0.25
"""Length of what is added to the unit vector of a varied text: its cosine to the original is .97 on average."""


@dataclass(frozen=True)
class Corpus:
    """Row n of all of them is one trace; the first `real` are as somebody wrote them, the others varied from those."""

    drafts: Sequence[Draft]
    real: int
    vectors: Vectors
    """float32 [n, dim] of norm 1."""
    questions: Sequence[str] = field(repr=False)

    def id_of(self, row: int) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_OID, f"commontrace-bench-scale-{row}")

    @cached_property
    def rows(self) -> dict[str, int]:
        return {str(self.id_of(row)): row for row in range(len(self.drafts))}

    @cached_property
    def tags(self) -> list[frozenset[str]]:
        """Of each row, in normal form."""
        return [frozenset(normalise_all(draft.tags).names) for draft in self.drafts]

    def nearest(self, query: Vectors, count: int, tags: Sequence[str] = ()) -> list[int]:
        """Rows by cosine to the query, best first, among those with all the tags: exact."""
        scores = self.vectors @ query
        if tags:
            wanted = frozenset(tags)
            scores = np.where([wanted <= own for own in self.tags], scores, -2.0)
        best = np.argpartition(-scores, count)[:count]
        return [int(row) for row in best[np.argsort(-scores[best])] if scores[row] > -2.0]


def read(folder: Path, size: int, most_real: int | None, embedder: Embedder) -> Corpus:
    """All pages and texts of the evaluation data but those held out, or `most_real` of them: the pages, then the
    shortest texts; then variations up to `size`. The first call for a model embeds them, which takes a quarter of an
    hour on two cores.
    """
    everything = list({_text(draft): draft for draft in [*read_pages(folder), *_read_texts(folder)]}.values())
    step = len(everything) // HELD_OUT
    held_out = everything[::step][:HELD_OUT]
    kept = [draft for number, draft in enumerate(everything) if number % step or number // step >= HELD_OUT]
    if most_real is not None:
        pages = {_text(draft) for draft in read_pages(folder)}
        # Stable: of texts of one length the first ones.
        kept = sorted(kept, key=lambda draft: 0 if _text(draft) in pages else len(_text(draft)))[:most_real]
    real = kept[:size]
    vectors = embedder.embed([_text(draft) for draft in real], "document")
    drafts = grow(real, size)
    varied = [vectors[row % len(real)] for row in range(len(real), size)]
    if varied:
        vectors = np.concatenate([vectors, _with_noise(np.array(varied))])
    questions = [*read_questions(folder), *(draft.title for draft in held_out)]
    random.Random(SEED + 2).shuffle(questions)  # noqa: S311 - a repeatable order, nothing to protect
    return Corpus(drafts, len(real), vectors, questions)


def _text(draft: Draft) -> str:
    return rules.embedding_text(draft.title, draft.context_text, draft.solution_text)


def _read_texts(folder: Path) -> list[Draft]:
    with gzip.open(folder / TEXTS, "rt", encoding="utf-8") as stream:
        lines = [json.loads(line) for line in stream]
    return [Draft(each["title"][:200], each["context_text"], each["solution_text"], each["tags"]) for each in lines]


def _with_noise(vectors: Vectors) -> Vectors:
    rng = np.random.default_rng(SEED)
    noise = rng.standard_normal(vectors.shape).astype(np.float32)
    moved = vectors + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit
