"""Trending tags and outbound impact, as the contract has them."""

import uuid

import httpx

from tests.factories import trace_body
from tests.own_api import own_api

MEMBERS = {"tag", "growth_rate", "trace_count", "prior_count", "period_end"}


def test_tags_that_trend_have_more_than_doubled(api: httpx.Client) -> None:
    trend, few = (f"{kind}-{uuid.uuid4().hex[:8]}" for kind in ("trend", "few"))
    # More than other tests write with one tag, so that it is among the ten.
    for tags in [[trend]] * 40 + [[few]] * 2:
        assert api.post("/api/v1/traces", json=trace_body(tags=tags)).status_code == 202
    # The stack's own may have looked a moment ago, and say for a minute what they saw.
    with own_api() as url:
        answer = httpx.get(f"{url}/api/v1/tags/trending", headers={"X-API-Key": api.headers["X-API-Key"]}, timeout=20)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"trending"}
    trending = answer.json()["trending"]
    assert len(trending) <= 10
    by_tag = {one["tag"]: (one["trace_count"], one["prior_count"], one["growth_rate"]) for one in trending}
    assert by_tag[trend] == (40, 0, 40)
    assert few not in by_tag
    assert [one["growth_rate"] for one in trending] == sorted((one["growth_rate"] for one in trending), reverse=True)
    for one in trending:
        assert set(one) == MEMBERS
        assert one["trace_count"] >= 3
        assert one["growth_rate"] == one["trace_count"] / max(one["prior_count"], 1) > 2


def test_impact_is_told_to_whom_it_belongs(api: httpx.Client, anonymous: httpx.Client) -> None:
    for path in ("/api/v1/impact/outbound", "/api/v1/analytics/impact/outbound"):
        told = api.get(path).raise_for_status().json()
        assert set(told) == {"tokens_saved_for_others", "minutes_saved_for_others", "trace_count"}
        assert anonymous.get(path).status_code == 401
    assert anonymous.get("/api/v1/tags/trending").status_code == 401
