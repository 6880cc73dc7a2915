"""What clients report of themselves: installations, triggers of the skill, savings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TIMESTAMP = postgresql.TIMESTAMP(timezone=True)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, TIMESTAMP, server_default=sa.text("now()"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "skill_installs",
        sa.Column("contributor_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.String(50)),
        sa.Column("skill_version", sa.String(20)),
        sa.Column("install_source", sa.String(50)),
        sa.Column("country", sa.String(2)),
        _now("created_at"),
        _now("last_seen_at"),
        sa.ForeignKeyConstraint(
            ["contributor_id"],
            ["contributors.id"],
            name=op.f("fk_skill_installs_contributor_id_contributors"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contributor_id", name=op.f("pk_skill_installs")),
    )
    op.create_table(
        "trigger_reports",
        sa.Column("contributor_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.String(100), nullable=False),
        sa.Column("trigger_stats", postgresql.JSONB(), nullable=False),
        sa.Column("searches_fired", sa.Integer()),
        sa.Column("traces_consumed", sa.Integer()),
        sa.Column("resolutions_total", sa.Integer()),
        sa.Column("resolutions_assisted", sa.Integer()),
        _now("created_at"),
        sa.ForeignKeyConstraint(
            ["contributor_id"],
            ["contributors.id"],
            name=op.f("fk_trigger_reports_contributor_id_contributors"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contributor_id", "session_id", name=op.f("pk_trigger_reports")),
    )
    op.create_index("ix_trigger_reports_created_at", "trigger_reports", ["created_at"])
    op.create_table(
        "savings_events",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("minutes_saved", sa.Float(), nullable=False),
        sa.Column("tokens_saved", sa.Integer(), nullable=False),
        sa.Column("event_type", sa.String(30), nullable=False),
        _now("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_savings_events")),
    )


def downgrade() -> None:
    op.drop_table("savings_events")
    op.drop_table("trigger_reports")
    op.drop_table("skill_installs")
