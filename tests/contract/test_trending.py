"""Trending tags and outbound impact, as the contract has them."""

import httpx

MEMBERS = {"tag", "growth_rate", "trace_count", "prior_count", "period_end"}


def test_tags_that_trend_have_more_than_doubled(api: httpx.Client) -> None:
    answer = api.get("/api/v1/tags/trending")
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"trending"}
    trending = answer.json()["trending"]
    assert len(trending) <= 10
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
