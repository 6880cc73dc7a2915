"""What operators did; searches and retrievals by day; indexes for what is newest."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TIMESTAMP = postgresql.TIMESTAMP(timezone=True)
NEWEST = ("contributors", "traces", "votes")


def upgrade() -> None:
    op.create_table(
        "operator_actions",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("contributor_id", sa.Uuid()),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", TIMESTAMP, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_actions")),
    )
    op.create_index("ix_operator_actions_contributor_id", "operator_actions", ["contributor_id"])
    op.execute(
        """
        CREATE FUNCTION operator_actions_stay() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'operator_actions is only added to'; END $$
        """
    )
    op.execute(
        "CREATE TRIGGER operator_actions_stay BEFORE UPDATE OR DELETE ON operator_actions "
        "FOR EACH ROW EXECUTE FUNCTION operator_actions_stay()"
    )
    op.create_table(
        "search_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("searches", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_search_days")),
    )
    op.create_table(
        "retrieval_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("trace_id", sa.Uuid(), nullable=False),
        sa.Column("retrievals", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trace_id"], ["traces.id"], name=op.f("fk_retrieval_days_trace_id_traces"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("day", "trace_id", name=op.f("pk_retrieval_days")),
    )
    op.create_index("ix_retrieval_days_trace_id", "retrieval_days", ["trace_id"])
    for table in NEWEST:
        op.create_index(f"ix_{table}_created_at", table, ["created_at"])


def downgrade() -> None:
    for table in NEWEST:
        op.drop_index(f"ix_{table}_created_at", table)
    op.drop_table("retrieval_days")
    op.drop_table("search_days")
    op.drop_table("operator_actions")
    op.execute("DROP FUNCTION operator_actions_stay()")
