"""Redacted revisions and the decisions about them; the weight of a voter beside that of the vote."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ACTION = op.f("ck_moderation_decisions_action")


def upgrade() -> None:
    op.add_column("trace_revisions", sa.Column("redacted_at", postgresql.TIMESTAMP(timezone=True)))
    op.create_index("ix_trace_revisions_content_hash", "trace_revisions", ["content_hash"])
    op.add_column("moderation_decisions", sa.Column("revision", sa.Integer()))
    op.drop_constraint(ACTION, "moderation_decisions")
    op.create_check_constraint(ACTION, "moderation_decisions", "action IN ('removed', 'dismissed', 'redacted')")
    op.add_column("votes", sa.Column("voter_weight", sa.Integer()))
    op.execute("UPDATE votes SET voter_weight = weight")
    op.alter_column("votes", "voter_weight", nullable=False)


def downgrade() -> None:
    op.drop_column("votes", "voter_weight")
    op.execute("DELETE FROM moderation_decisions WHERE action = 'redacted'")
    op.drop_constraint(ACTION, "moderation_decisions")
    op.create_check_constraint(ACTION, "moderation_decisions", "action IN ('removed', 'dismissed')")
    op.drop_column("moderation_decisions", "revision")
    op.drop_index("ix_trace_revisions_content_hash", "trace_revisions")
    op.drop_column("trace_revisions", "redacted_at")
