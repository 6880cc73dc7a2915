"""Alembic's entry: run by `scripts.migrate`, which hands over an open connection."""

from alembic import context

import app.accounts.models
import app.amendments.models
import app.analytics.models
import app.core.http.idempotency
import app.core.periodic
import app.indexing.models
import app.moderation.models
import app.outbox.models
import app.reputation.models
import app.retrieval.models
import app.staleness.models
import app.tags.models
import app.traces.models
import app.votes.models  # noqa: F401 - imported for their tables
from app.core.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
