"""The file of plans, and what is said of one that is wrong."""

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.accounts import plan_changes, usage
from app.accounts.plans import NAMES, load
from app.core.errors import ConfigurationError, NotAuthenticated
from app.core.limits.rules import Rate


def test_the_plans_that_come_with_the_product_rise_in_every_respect() -> None:
    plans = load()
    assert tuple(plans) == NAMES
    ordered = [plans[name] for name in ("anonymous", "free", "pro")]
    for lower, higher in itertools.pairwise(ordered):
        assert lower.max_keys < higher.max_keys
        for operation in ("read", "write"):
            one, other = lower.allowance(operation), higher.allowance(operation)
            assert one.rate
            assert other.rate
            assert one.monthly
            assert other.monthly
            assert one.rate.per_minute < other.rate.per_minute
            assert one.rate.burst < other.rate.burst
            assert one.monthly < other.monthly
    assert plans["unlimited"].read.rate is None


def test_settings_replace_the_rates_of_the_free_plan_alone() -> None:
    plans = load(free_reads_per_minute=7, free_writes_per_minute=3)
    assert (plans["free"].read.rate, plans["free"].write.rate) == (Rate(7, 7), Rate(3, 3))
    assert plans["pro"] == load()["pro"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[pro]", "[gold]", "exactly the plans"),
        ("max_keys = 10\n", "", r"\[free\] 'max_keys' is missing"),
        ("max_keys = 10\n", "max_keys = 0\n", r"\[free\] max_keys must be a whole number above 0, is 0"),
        ("burst = 40", 'burst = "40"', r"\[free\] burst must be"),
        ("[free]", "[free", "PLANS_FILE"),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_reason(tmp_path: Path, old: str, new: str, told: str) -> None:
    from app.accounts.plans import FILE  # noqa: PLC0415

    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "plans.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told):
        load(path)


@pytest.mark.parametrize(
    ("now", "starts", "ends"),
    [
        (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_month_begins_and_ends_at_midnight_utc(now: datetime, starts: datetime, ends: datetime) -> None:
    assert usage.month_of(now) == usage.Month(starts, ends)


SECRET, BODY, NOW = b"s" * 32, b'{"id": "1"}', datetime(2026, 5, 1, tzinfo=UTC)


def test_a_signature_holds_for_its_message_and_some_minutes() -> None:
    at = int(NOW.timestamp())
    for shift in (-300, 0, 300):
        plan_changes.verify(plan_changes.sign(BODY, SECRET, at + shift), BODY, SECRET, NOW)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "t=1,v1=",
        plan_changes.sign(BODY, SECRET, int(NOW.timestamp()) - 301),
        plan_changes.sign(BODY, SECRET, int(NOW.timestamp()) + 301),
        plan_changes.sign(BODY + b" ", SECRET, int(NOW.timestamp())),
        plan_changes.sign(BODY, b"x" * 32, int(NOW.timestamp())),
        plan_changes.sign(BODY, SECRET, int(NOW.timestamp())).replace("t=1", "t=2"),
        "\u0661" * 20,
    ],
)
def test_any_other_is_refused(signature: str) -> None:
    with pytest.raises(NotAuthenticated):
        plan_changes.verify(signature, BODY, SECRET, NOW)
