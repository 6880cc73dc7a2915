"""Flags, and the log of what moderators decide."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIMESTAMP = postgresql.TIMESTAMP(timezone=True)


def _now() -> sa.Column[object]:
    return sa.Column("created_at", TIMESTAMP, server_default=sa.text("now()"), nullable=False)


def upgrade() -> None:
    op.add_column("traces", sa.Column("open_flag_count", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "flags",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("trace_id", sa.Uuid(), nullable=False),
        sa.Column("flagger_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _now(),
        sa.Column("resolved_at", TIMESTAMP),
        sa.CheckConstraint("category IN ('harmful', 'spam', 'incorrect', 'duplicate')", name=op.f("ck_flags_category")),
        sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], name=op.f("fk_flags_trace_id_traces"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["flagger_id"], ["contributors.id"], name=op.f("fk_flags_flagger_id_contributors"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint("trace_id", "flagger_id", name=op.f("uq_flags_trace_id_flagger_id")),
    )
    op.create_index("ix_flags_flagger_id", "flags", ["flagger_id"])
    op.create_index(
        "ix_flags_open",
        "flags",
        ["trace_id", sa.text("created_at DESC")],
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "moderation_decisions",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("trace_id", sa.Uuid(), nullable=False),
        sa.Column("moderator_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("flags_resolved", sa.Integer(), nullable=False),
        _now(),
        sa.CheckConstraint("action IN ('removed', 'dismissed')", name=op.f("ck_moderation_decisions_action")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decisions")),
    )
    op.create_index("ix_moderation_decisions_trace_id", "moderation_decisions", ["trace_id"])


def downgrade() -> None:
    op.drop_table("moderation_decisions")
    op.drop_table("flags")
    op.drop_column("traces", "open_flag_count")
