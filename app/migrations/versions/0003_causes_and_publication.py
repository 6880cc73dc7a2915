"""The span that caused a piece of work, and whether everything was published for an index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("traceparent", sa.Text(), nullable=True))
    op.add_column("index_generations", sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    # Nothing reads by tag in the database; the index does that.
    op.drop_index("ix_traces_tags", table_name="traces", postgresql_using="gin")


def downgrade() -> None:
    op.create_index("ix_traces_tags", "traces", ["tags"], postgresql_using="gin")
    op.drop_column("index_generations", "published_at")
    op.drop_column("outbox", "traceparent")
