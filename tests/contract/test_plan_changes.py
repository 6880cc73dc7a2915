"""Changes of plans: by operators, over HTTP and in a shell."""

import os
import subprocess
import sys

import httpx
import psycopg2
import pytest

from scripts.stack.layout import REPOSITORY
from tests.contract.contributors import Contributor
from tests.waiting import until


@pytest.fixture
def contributor(anonymous: httpx.Client) -> Contributor:
    return Contributor(anonymous)


@pytest.fixture
def admin() -> dict[str, str]:
    return {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}


def test_an_operator_changes_a_plan_and_the_change_is_on_record(
    contributor: Contributor, admin: dict[str, str]
) -> None:
    assert contributor.change({"plan": "pro", "reason": "paid"}, **admin).status_code == 200
    until(lambda: contributor.plan() == "pro", "the plan has changed", within_s=2)
    told = [(c["old_plan"], c["new_plan"], c["actor"], c["reason"]) for c in contributor.changes()]
    assert told == [("free", "pro", "admin token", "paid")]
    assert contributor.change({"plan": "gold"}, **admin).status_code == 422
    assert contributor.change({"plan": "anonymous"}, **admin).status_code == 409


def test_nobody_else_does(contributor: Contributor) -> None:
    assert contributor.change({"plan": "pro"}).status_code == 403
    assert contributor.change({"plan": "pro"}, **{"X-Admin-Token": "no"}).status_code == 401
    assert (contributor.plan(), contributor.changes()) == ("free", [])


@pytest.mark.parametrize("statement", ["UPDATE plan_changes SET actor = 'me'", "DELETE FROM plan_changes"])
def test_what_is_on_record_stays_as_it_is(contributor: Contributor, admin: dict[str, str], statement: str) -> None:
    contributor.change({"plan": "pro"}, **admin)
    before = contributor.changes()
    connection = psycopg2.connect(os.environ["DATABASE_URL"].replace("+psycopg2", ""))
    try:
        with connection.cursor() as cursor, pytest.raises(psycopg2.Error, match="plan_changes is only added to"):
            cursor.execute(statement)
    finally:
        connection.close()
    assert contributor.changes() == before


class TestShell:
    """`flask plans`, run as an operator runs it."""

    def test_sets_and_shows(self, contributor: Contributor) -> None:
        done = _flask("set", contributor.email.upper(), "pro", "--reason", "a gift")
        assert done.returncode == 0, done.stderr[-2000:]
        assert done.stdout.strip().lower() == f"{contributor.email} has the plan pro now."
        until(lambda: contributor.plan() == "pro", "the plan has changed", within_s=2)
        assert [(c["actor"], c["reason"]) for c in contributor.changes()] == [("command", "a gift")]
        shown = _flask("show", contributor.email)
        assert shown.returncode == 0
        first, second = shown.stdout.strip().splitlines()
        assert first == f"{contributor.email}: pro"
        assert second.endswith("free -> pro by command (a gift)")

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("show", "nobody@example.com"), 1, "Nobody has signed up with nobody@example.com"),
            (("set", "nobody@example.com", "pro"), 1, "Nobody has signed up with nobody@example.com"),
            (("set", "nobody@example.com", "gold"), 2, "gold"),
        ],
    )
    def test_says_what_it_can_not_do(self, arguments: tuple[str, ...], code: int, said: str) -> None:
        ended = _flask(*arguments)
        assert (ended.returncode, said in ended.stderr, "Traceback" in ended.stderr) == (code, True, False)

    def test_leaves_whoever_has_an_e_mail_a_plan_for_it(self, contributor: Contributor) -> None:
        ended = _flask("set", contributor.email, "anonymous")
        assert (ended.returncode, "with an e-mail" in ended.stderr) == (1, True)
        assert contributor.changes() == []


def _flask(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "plans", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
