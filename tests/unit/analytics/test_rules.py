import tracemalloc

import numpy as np
import pytest

from app.analytics import rules


@pytest.mark.parametrize(
    ("total", "stale", "flagged", "duplicates", "conflicts", "score"),
    [
        (0, 0, 0, 0, 0, 100),
        (10, 0, 0, 0, 0, 100),
        (10, 10, 0, 0, 0, 70),
        (10, 0, 10, 0, 0, 75),
        (10, 0, 0, 10, 0, 80),
        (10, 0, 0, 0, 2, 97),
        (10, 0, 0, 0, 500, 85),
        (10, 10, 10, 10, 10, 10),
        (10, 40, 40, 40, 10, 0),
    ],
)
def test_health_falls_with_what_is_wrong(
    total: int, stale: int, flagged: int, duplicates: int, conflicts: int, score: int
) -> None:
    assert rules.health_score(total, stale, flagged, duplicates, conflicts) == score


def test_of_duplicates_the_fullest_is_kept() -> None:
    worths = [rules.worth_keeping(*each) for each in ((100, False, 9), (1500, False, 0), (9_000, True, 1))]
    assert worths == pytest.approx([1 / 15 + 1, 1.0, 2.2])
    assert (rules.best(worths), rules.best([1.0, 1.0])) == (2, 0)


def _at(*degrees: float) -> np.ndarray:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_duplicates_are_linked_from_one_to_the_next() -> None:
    # cos 20° is 0.94, cos 40° 0.77: the second links the first and the third.
    found = rules.duplicate_clusters(_at(0, 90, 20, 180, 40, 181))
    assert [cluster.members for cluster in found] == [(0, 2, 4), (3, 5)]
    assert found[1].max_similarity == pytest.approx(np.cos(np.radians(1)), abs=1e-5)
    assert rules.duplicate_clusters(_at(0, 90)) == []
    assert rules.duplicate_clusters(_at(0)) == []


def test_duplicates_are_found_across_blocks() -> None:
    random = np.random.default_rng(5)
    vectors = random.standard_normal((1_200, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for one, other in ((3, 1_100), (511, 512), (600, 1_199)):
        vectors[other] = vectors[one]
    assert {cluster.members for cluster in rules.duplicate_clusters(vectors)} == {(3, 1_100), (511, 512), (600, 1_199)}


def test_clusters_are_what_links_join_and_the_closest_pair_in_it() -> None:
    random = np.random.default_rng(9)
    centres = random.standard_normal((60, 16))
    vectors = (centres[random.integers(0, 60, 700)] + 0.3 * random.standard_normal((700, 16))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    clusters: list[set[int]] = []
    for place in range(700):
        near = set(np.flatnonzero(cosines[place] > 0.9).tolist()) | {place}
        clusters = [each for each in clusters if not each & near] + [
            near.union(*(each for each in clusters if each & near))
        ]
    told = [(sorted(each), cosines[np.ix_(sorted(each), sorted(each))].max()) for each in clusters if len(each) > 1]
    assert len(told) > 20
    found = rules.duplicate_clusters(vectors)
    assert [list(cluster.members) for cluster in found] == [
        members for members, _ in sorted(told, key=lambda each: (-len(each[0]), each[0]))
    ]
    assert {cluster.members: cluster.max_similarity for cluster in found} == pytest.approx(
        {tuple(members): closest for members, closest in told}, abs=1e-6
    )


def test_many_that_are_all_alike_take_no_more_than_their_matrix() -> None:
    vectors = np.zeros((2_000, 8), dtype=np.float32)
    vectors[:, 0] = 1.0
    tracemalloc.start()
    try:
        (cluster,) = rules.duplicate_clusters(vectors)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(cluster.members), cluster.max_similarity) == (2_000, 1.0)
    # Their pairs, listed, took 300 MB.
    assert most < 40_000_000
