"""The same texts and vectors in Postgres alone: pgvector's HNSW for meaning, full-text search for words."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name
from sqlalchemy import Engine, text

from scripts.bench.scale.texts import Corpus
from scripts.stack.progress import Step
from search.embeddings import Vectors

TABLE = "bench_pgvector"
CANDIDATES = 100
"""Taken of each leg, as the product does."""

_INDEXES = {
    "HNSW": f"CREATE INDEX ON {TABLE} USING hnsw (embedding vector_cosine_ops) WITH (m = 16, ef_construction = 100)",
    "words": f"CREATE INDEX ON {TABLE} USING gin (words)",
    "tags": f"CREATE INDEX ON {TABLE} USING gin (tags)",
}

_NEAREST = f"""
    SELECT id FROM {TABLE} WHERE true {{tagged}} ORDER BY embedding <=> %(vector)s::vector LIMIT %(count)s"""  # noqa: S608

_HYBRID = f"""
    WITH near AS MATERIALIZED (
        SELECT id, row_number() OVER () AS place FROM (
            SELECT id FROM {TABLE} WHERE true {{tagged}} ORDER BY embedding <=> %(vector)s::vector LIMIT {CANDIDATES}
        ) AS ordered
    ), said AS MATERIALIZED (
        SELECT id, row_number() OVER () AS place FROM (
            SELECT id FROM {TABLE} WHERE words @@ {{asked}} {{tagged}}
            ORDER BY ts_rank(words, {{asked}}) DESC LIMIT {CANDIDATES}
        ) AS ordered
    )
    SELECT id, (SELECT count(*) FROM said) AS matches
    FROM (SELECT coalesce(near.id, said.id) AS id,
                 coalesce(1.0 / (60 + near.place), 0) + coalesce(1.0 / (60 + said.place), 0) AS fused
          FROM near FULL JOIN said ON said.id = near.id) AS both_legs
    JOIN {TABLE} USING (id)
    ORDER BY fused * trust * exp(ln(0.5) * extract(epoch FROM now() - created_at) / 63072000) DESC
    LIMIT %(count)s"""  # noqa: S608
_EVERY_WORD = "websearch_to_tsquery('english', %(text)s)"
_ANY_WORD = f"replace({_EVERY_WORD}::text, '&', '|')::tsquery"


def load(engine: Engine, corpus: Corpus, step: Step) -> None:
    """The table, filled by COPY, then its indexes, built in memory."""
    with engine.connect() as session:
        session.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
        session.execute(text(f"DROP TABLE IF EXISTS {TABLE}"))
        session.execute(
            text(
                f"CREATE TABLE {TABLE} (id int PRIMARY KEY, content text, words tsvector, tags text[], trust real, "
                f"created_at timestamptz, embedding vector({corpus.vectors.shape[1]}))"
            )
        )
        session.commit()
    with autocommitting(engine) as connection, connection.cursor() as cursor:
        for start in range(0, len(corpus.drafts), 5000):
            step.update(f"{start} of {len(corpus.drafts)}")
            rows = range(start, min(start + 5000, len(corpus.drafts)))
            lines = "".join(_line(corpus, row) for row in rows)
            cursor.copy_expert(f"COPY {TABLE} (id, content, tags, embedding) FROM STDIN", io.StringIO(lines))
        step.update("words of each text")
        # The same spread of trust and age as the product's rows have.
        cursor.execute(
            f"UPDATE {TABLE} SET words = to_tsvector('english', content), trust = 0.5 + random(), "  # noqa: S608
            "created_at = now() - random() * interval '3 years'"
        )
        cursor.execute(f"VACUUM (FULL) {TABLE}")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for name, statement in _INDEXES.items():
            step.update(f"index: {name}")
            cursor.execute(statement)
        cursor.execute(f"VACUUM (ANALYZE) {TABLE}")


@contextmanager
def autocommitting(engine: Engine) -> Iterator[Connection]:
    """A connection of its own, without time limit."""
    raw = engine.raw_connection()
    connection = cast("Connection", raw.driver_connection)
    raw.detach()
    try:
        connection.set_session(autocommit=True)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        yield connection
    finally:
        connection.close()


def is_loaded(engine: Engine, corpus: Corpus) -> bool:
    with engine.connect() as session:
        if session.scalar(text("SELECT to_regclass(:name)"), {"name": TABLE}) is None:
            return False
        indexed = session.scalar(
            text("SELECT count(*) FROM pg_index WHERE indrelid = CAST(:name AS regclass)"), {"name": TABLE}
        )
        rows = session.scalar(text(f"SELECT count(*) FROM {TABLE}"))  # noqa: S608 - a constant
        return bool(rows == len(corpus.drafts) and indexed == len(_INDEXES) + 1)


def literal(vector: Vectors) -> str:
    return "[" + ",".join(f"{value:.6f}" for value in vector) + "]"


class Asking:
    """One connection. `ef_search` as many candidates as the product's kNN clause has."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        with connection.cursor() as cursor:
            cursor.execute(f"SET hnsw.ef_search = {CANDIDATES}")
            # Goes on searching when the filter has left too few.
            cursor.execute("SET hnsw.iterative_scan = relaxed_order")
        self.fell_back = 0

    def nearest(self, vector: str, count: int, tags: Sequence[str] = ()) -> list[int]:
        """Rows by cosine."""
        return [row[0] for row in self._run(_NEAREST, "", vector, count, tags)]

    def hybrid(self, question: str, vector: str, count: int, tags: Sequence[str] = ()) -> list[int]:
        """Both legs by reciprocal rank, weighed by trust and age. Where too few have every word, any will do."""
        rows = self._run(_HYBRID.replace("{asked}", _EVERY_WORD), question, vector, count, tags)
        if not rows or rows[0][1] < count:
            self.fell_back += 1
            rows = self._run(_HYBRID.replace("{asked}", _ANY_WORD), question, vector, count, tags)
        return [row[0] for row in rows]

    def _run(self, query: str, question: str, vector: str, count: int, tags: Sequence[str]) -> list[tuple[Any, ...]]:
        tagged = "AND tags @> %(tags)s" if tags else ""
        values = {"vector": vector, "count": count, "text": question, "tags": list(tags)}
        with self._connection.cursor() as cursor:
            cursor.execute(query.replace("{tagged}", tagged), values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _line(corpus: Corpus, row: int) -> str:
    draft = corpus.drafts[row]
    content = f"{draft.title}\n{draft.context_text}\n{draft.solution_text}"
    tags = "{" + ",".join(f'"{tag}"' for tag in sorted(corpus.tags[row])) + "}"
    return "\t".join((str(row), _escaped(content), tags, literal(np.asarray(corpus.vectors[row])))) + "\n"


def _escaped(content: str) -> str:
    """For COPY's text format."""
    for character, escape in (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"), ("\0", "")):
        content = content.replace(character, escape)
    return content
