"""Depth and age of the outbox, found out when somebody scrapes."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import Database
from app.outbox.models import OutboxRow


class OutboxCollector(Collector):
    """Says nothing while the database is down, which other metrics tell."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterable[Metric]:
        pending = GaugeMetricFamily("commontrace_outbox_pending", "Work still to be done", labels=["kind"])
        oldest = GaugeMetricFamily(
            "commontrace_outbox_oldest_seconds", "Age of the oldest pending work", labels=["kind"]
        )
        dead = GaugeMetricFamily("commontrace_outbox_dead", "Work set aside after repeated refusal", labels=["kind"])
        is_dead = OutboxRow.dead_at.is_not(None)
        age = func.extract("epoch", func.now() - func.min(OutboxRow.created_at).filter(~is_dead))
        try:
            with self._database.reading() as session:
                rows = session.execute(
                    select(
                        OutboxRow.kind,
                        func.count().filter(~is_dead),
                        func.count().filter(is_dead),
                        func.coalesce(age, 0),
                    ).group_by(OutboxRow.kind)
                ).all()
        except SQLAlchemyError:
            return []
        for kind, count, dead_count, seconds in rows:
            pending.add_metric([kind], count)
            dead.add_metric([kind], dead_count)
            oldest.add_metric([kind], float(seconds))
        return [pending, oldest, dead]
