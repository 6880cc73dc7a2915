import pytest

from search.generations import Analysis, VectorSpace, describe

MINILM = VectorSpace("all-MiniLM-L6-v2", "1", 384)


def name(
    prefix: str = "commontrace", database: str = "db1", space: VectorSpace = MINILM, analysis: Analysis = "core"
) -> str:
    return describe(prefix, database, space, analysis).base_name


def test_the_name_is_stable() -> None:
    assert name() == name()
    assert name().startswith("commontrace-db1-all-minilm-l6-v2-")
    assert name() == name().lower()


@pytest.mark.parametrize(
    "other",
    [
        name(prefix="other"),
        name(database="db2"),
        name(space=VectorSpace("all-MiniLM-L6-v2", "2", 384)),
        name(space=VectorSpace("Other/Model v3", "1", 384)),
        name(space=VectorSpace("all-MiniLM-L6-v2", "1", 768)),
        name(analysis="full"),
    ],
)
def test_whatever_makes_another_index_makes_another_name(other: str) -> None:
    assert other != name()


def test_the_index_says_what_it_is_made_of() -> None:
    mappings = describe("p", "db1", MINILM, "core").definition["mappings"]
    assert mappings["_meta"]["database_id"] == "db1"
    assert mappings["_meta"]["analysis"] == "core"
    assert mappings["properties"]["vector"]["dims"] == 384


def test_without_a_model_there_is_no_vector_field() -> None:
    mappings = describe("p", "db1", VectorSpace("null", "0", 0), "core").definition["mappings"]
    assert "vector" not in mappings["properties"]
