"""Filters, facets, orders, pages and explanations of a search, over HTTP."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.factories import trace_body

SEARCH = "/api/v1/traces/search"

Contribute = Callable[..., str]


def search(api: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = api.post(SEARCH, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module")
def tag(contribute: Contribute) -> str:
    """A tag of five traces."""
    name = f"t{uuid.uuid4().hex[:10]}"
    for n in range(5):
        contribute(**trace_body(tags=[name, "python"], metadata_json={"versions": {"flask": f"{n}.1"}}))
    return name


def schema_of(api: httpx.Client, name: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json").json()["components"]["schemas"][name]
    return found


def test_answers_are_as_the_description_says_with_and_without_what_is_optional(api: httpx.Client, tag: str) -> None:
    plain = search(api, q="pool", tags=[tag], limit=2)
    full = search(api, q="pool", tags=[tag], limit=2, explain=True, facets=["tags", "status"])
    for name, shown, whole in (
        ("AnswerOut", plain, full),
        ("ResultOut", plain["results"][0], full["results"][0]),
    ):
        schema = schema_of(api, name)
        assert set(shown) == set(schema["required"])
        assert set(whole) == set(schema["properties"])
    explanation = full["results"][0]["explanation"]
    assert set(explanation) == set(schema_of(api, "ExplanationOut")["properties"])
    assert {key for each in explanation["highlights"] for key in each} == set(
        schema_of(api, "HighlightOut")["properties"]
    )


def test_the_fields_of_the_contract_stay(api: httpx.Client, tag: str) -> None:
    answer = search(api, q="pool", tags=[tag], limit=2)
    assert (len(answer["results"]), answer["total"], answer["query"]) == (2, 2, "pool")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "good"}, "status"),
        ({"status": ["pending", "pending", "pending", "pending"]}, "status"),
        ({"language": 7}, "language"),
        ({"author": "me"}, "author"),
        ({"min_trust": 2}, "min_trust"),
        ({"min_trust": "high"}, "min_trust"),
        ({"since": "yesterday"}, "since"),
        ({"valid_at": "2026-13-01"}, "valid_at"),
        ({"is_stale": "perhaps"}, "is_stale"),
        ({"versions": {"django": "newest"}}, "versions.django"),
        ({"versions": {"django": ">5,<4"}}, "versions.django"),
        ({"versions": {f"l{n}": "1" for n in range(6)}}, "versions"),
        ({"versions": ">=3"}, "versions"),
        ({"tags_any": ["x"] * 11}, "tags_any"),
        ({"tags_none": "python"}, "tags_none"),
        ({"sort": "oldest"}, "sort"),
        ({"sort": "newest", "mode": "vector"}, "sort"),
        ({"facets": ["title"]}, "facets.0"),
        ({"facets": "tags"}, "facets"),
        ({"explain": "very"}, "explain"),
        ({"cursor": 7}, "cursor"),
        ({"cursor": "bm8"}, "cursor"),
        ({"cursor": "x" * 5000}, "cursor"),
    ],
)
def test_what_is_faulty_is_named(api: httpx.Client, body: dict[str, Any], field: str) -> None:
    answer = api.post(SEARCH, json={"q": "pool", **body})
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert any(each["field"].startswith(field) for each in problem["errors"]), problem
    assert isinstance(problem["detail"], str)


def test_nothing_but_an_order_asks_nothing(api: httpx.Client) -> None:
    for body in ({}, {"sort": "newest"}, {"q": " ", "facets": ["tags"]}, {"language": None, "tags_any": []}):
        answer = api.post(SEARCH, json=body)
        assert (answer.status_code, "At least one of 'q' or 'tags'" in answer.json()["detail"]) == (422, True)


def test_null_is_the_same_as_left_out(api: httpx.Client, tag: str) -> None:
    names = ("q", "tags_any", "tags_none", "status", "language", "framework", "author", "min_trust", "since")
    nothing = dict.fromkeys((*names, "versions", "valid_at", "is_stale", "cursor"))
    assert search(api, tags=[tag], **nothing)["total"] == 5


def test_one_value_or_a_list_of_them(api: httpx.Client, tag: str) -> None:
    for language in ("Python", ["python"], ["go", "python"]):
        assert search(api, tags=[tag], language=language)["total"] == 5
    assert search(api, tags=[tag], language="go")["total"] == 0


def test_a_language_is_found_by_any_of_its_names(api: httpx.Client, contribute: Contribute) -> None:
    name = f"t{uuid.uuid4().hex[:10]}"
    contribute(**trace_body(tags=[name], metadata_json={"language": "C++", "framework": "Spring Boot"}))
    for asked in ({"language": "c++"}, {"language": "cpp"}, {"framework": "spring boot"}, {"framework": "Spring-Boot"}):
        assert search(api, tags=[name], **asked)["total"] == 1
    assert search(api, tags=[name], language="c")["total"] == 0


def test_filters_alone_are_a_search(api: httpx.Client, tag: str) -> None:
    assert search(api, tags_any=[tag], limit=50)["total"] == 5
    found = search(api, versions={"flask": ">=1,<3"}, tags_any=[tag], sort="newest")
    assert found["total"] == 2


@pytest.mark.parametrize("sort", ["relevance", "newest", "trust"])
@pytest.mark.parametrize("q", ["connection pool", None])
def test_pages_hold_everything_once(api: httpx.Client, tag: str, q: str | None, sort: str) -> None:
    question = {"q": q, "tags": [tag], "sort": sort}
    whole = [result["id"] for result in search(api, **question, limit=50)["results"]]
    paged: list[str] = []
    cursor = None
    while True:
        page = search(api, **question, limit=2, cursor=cursor)
        paged += [result["id"] for result in page["results"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert paged == whole
    assert len(set(whole)) == 5


def test_a_cursor_is_good_for_its_search_and_its_key_only(
    api: httpx.Client, tag: str, sign_up: Callable[..., dict[str, Any]]
) -> None:
    question = {"q": "pool", "tags": [tag], "limit": 2}
    cursor = search(api, **question)["next_cursor"]
    assert search(api, **question, cursor=cursor)["total"] == 2
    assert search(api, **{**question, "limit": 1}, explain=True, facets=["tags"], cursor=cursor)["total"] == 1
    other = {"X-API-Key": sign_up()["api_key"]}
    for body, headers, code in (
        ({**question, "q": "pools"}, {}, "cursor_of_another_search"),
        ({**question, "tags": []}, {}, "cursor_of_another_search"),
        ({**question, "sort": "newest"}, {}, "cursor_of_another_search"),
        (question, other, "cursor_of_another_search"),
        ({**question, "cursor": f"{cursor[:-3]}AAA"}, {}, "cursor_invalid"),
        ({**question, "cursor": f"B{cursor[1:]}"}, {}, "cursor_invalid"),
    ):
        answer = api.post(SEARCH, json={"cursor": cursor, **body}, headers=headers)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["code"] == code


def test_facets_are_counted(api: httpx.Client, tag: str) -> None:
    facets = search(api, tags=[tag], limit=1, facets=["tags", "status", "language", "framework", "author"])["facets"]
    assert {"value": "python", "count": 5} in facets["tags"]
    assert facets["status"] == [{"value": "pending", "count": 5}]
    assert facets["framework"] == []
    assert [each["count"] for each in facets["author"]] == [5]


def test_the_parts_of_an_explanation_make_the_score(api: httpx.Client, tag: str) -> None:
    for mode in ("hybrid", "lexical", "vector"):
        results = search(api, q="connection pool runs dry", tags=[tag], mode=mode, explain=True)["results"]
        assert len(results) == 5
        for result in results:
            said = result["explanation"]
            assert sum(said["parts"].values()) == pytest.approx(said["relevance"], abs=1e-6)
            product = said["relevance"] * said["trust_factor"] * said["freshness"]
            assert product == pytest.approx(result["combined_score"], abs=1e-4)
            assert said["reason"]


def test_nonsense_has_no_good_match_and_is_still_answered(api: httpx.Client, tag: str) -> None:
    assert search(api, q="zxqv frobnicator of the seventh moon", tags=[tag])["no_good_match"] is True
    nothing = search(api, tags=["no-such-tag-at-all"])
    assert (nothing["results"], nothing["no_good_match"], nothing["next_cursor"]) == ([], True, None)
    assert search(api, tags=[tag])["no_good_match"] is False


def test_an_exact_code_is_a_good_match_whatever_it_means(api: httpx.Client, contribute: Contribute) -> None:
    code = f"E{uuid.uuid4().int % 10**9}"
    wanted = contribute(**trace_body(title=f"The press stops with {code}"))
    answer = search(api, q=code)
    assert answer["results"][0]["id"] == wanted
    assert answer["no_good_match"] is False
