"""Which limits hold for a call, by the plan of who makes it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from flask import current_app

from app.accounts import usage
from app.accounts.plans import Plan
from app.core.db import Database
from app.core.deferred import Deferred
from app.core.http.limits import Metered
from app.core.limits.limiter import Limiter, Quota
from app.core.principal import Principal

EXTENSION = "commontrace.plans"


def plans() -> Mapping[str, Plan]:
    """The plans of the application that handles the current request."""
    return cast("Mapping[str, Plan]", current_app.extensions[EXTENSION])


class PlanMeter:
    """Counts calls against plans. One per process; safe to share between threads."""

    def __init__(self, plans: Mapping[str, Plan], limiter: Limiter, database: Database, deferred: Deferred) -> None:
        self._plans = plans
        self._limiter = limiter
        self._database = database
        self._deferred = deferred

    def __call__(self, principal: Principal, operation: str) -> Metered:
        plan = self._plans[principal.plan]
        allowance = plan.allowance(operation)
        month = usage.month_of(datetime.now(UTC))
        verdict = None
        if allowance.rate is not None:
            quota = None
            if allowance.monthly is not None:
                quota = Quota(
                    # By contributor: another key is no second quota.
                    f"{principal.contributor_id}:{operation}:{month.starts_at:%Y-%m}",
                    allowance.monthly,
                    lambda: self._recorded(principal, operation, month),
                )
            verdict = self._limiter.hit(f"{principal.key_id}:{operation}", allowance.rate, quota)
        if verdict is None or verdict.allowed:
            self._deferred.count(usage.USED, (principal.key_id, operation))
        return Metered(operation, principal.plan, verdict, month.ends_at, plan.page_size)

    def _recorded(self, principal: Principal, operation: str, month: usage.Month) -> tuple[int, int]:
        with self._database.reading() as session:
            used = usage.used_in(session, principal.contributor_id, month).get(operation, 0)
        return used, round((month.ends_at - datetime.now(UTC)).total_seconds())
