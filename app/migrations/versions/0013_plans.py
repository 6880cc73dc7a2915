"""Plans, what was used of them, and who changed one; several named keys for one contributor."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TIMESTAMP = postgresql.TIMESTAMP(timezone=True)
PLANS = "('anonymous', 'free', 'pro', 'unlimited')"


def upgrade() -> None:
    op.add_column("contributors", sa.Column("plan", sa.String(20), server_default="free", nullable=False))
    op.execute("UPDATE contributors SET plan = 'anonymous' WHERE email IS NULL")
    op.execute("UPDATE contributors SET plan = 'unlimited' WHERE is_seed")
    op.create_check_constraint(op.f("ck_contributors_plan"), "contributors", f"plan IN {PLANS}")
    op.add_column("api_keys", sa.Column("name", sa.String(100)))
    op.create_table(
        "usage_days",
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("operation", sa.String(10), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_keys.id"], name=op.f("fk_usage_days_key_id_api_keys"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_id", "day", "operation", name=op.f("pk_usage_days")),
    )
    op.create_table(
        "plan_changes",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("contributor_id", sa.Uuid(), nullable=False),
        sa.Column("old_plan", sa.String(20), nullable=False),
        sa.Column("new_plan", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("reason", sa.String(500)),
        sa.Column("event_id", sa.String(200)),
        sa.Column("created_at", TIMESTAMP, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_changes")),
        sa.UniqueConstraint("event_id", name=op.f("uq_plan_changes_event_id")),
    )
    op.create_index("ix_plan_changes_contributor_id", "plan_changes", ["contributor_id"])
    op.execute(
        """
        CREATE FUNCTION plan_changes_stay() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'plan_changes is only added to'; END $$
        """
    )
    op.execute(
        "CREATE TRIGGER plan_changes_stay BEFORE UPDATE OR DELETE ON plan_changes "
        "FOR EACH ROW EXECUTE FUNCTION plan_changes_stay()"
    )


def downgrade() -> None:
    op.drop_table("plan_changes")
    op.execute("DROP FUNCTION plan_changes_stay()")
    op.drop_table("usage_days")
    op.drop_column("api_keys", "name")
    op.drop_column("contributors", "plan")
