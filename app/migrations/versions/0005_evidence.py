"""Votes, outcomes, the ledger of reputation, and what traces show of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TIMESTAMP = postgresql.TIMESTAMP(timezone=True)
COUNTS = ("upvote_count", "downvote_count", "worked_count", "partly_count", "failed_count")
SUMS = ("positive", "negative", "newcomers_positive", "newcomers_negative")


def _id(name: str = "id") -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=False)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, TIMESTAMP, server_default=sa.text("now()"), nullable=False)


def _zero(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)


def _belongs_to(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{owner}")
    return sa.ForeignKeyConstraint([column], [f"{owner}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("traces", _zero(name))
    op.add_column("traces", sa.Column("last_worked_at", TIMESTAMP))
    op.add_column("traces", sa.Column("last_worked_on", postgresql.JSONB()))
    op.create_table(
        "votes",
        _id(),
        _id("trace_id"),
        _id("voter_id"),
        sa.Column("vote_type", sa.String(4), nullable=False),
        sa.Column("feedback_tag", sa.String(50)),
        sa.Column("feedback_text", sa.Text()),
        sa.Column("voter_context", postgresql.JSONB()),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("established", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _now("created_at"),
        _now("updated_at"),
        sa.CheckConstraint("vote_type IN ('up', 'down')", name=op.f("ck_votes_vote_type")),
        _belongs_to("votes", "trace_id", "traces"),
        _belongs_to("votes", "voter_id", "contributors"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
        sa.UniqueConstraint("trace_id", "voter_id", name=op.f("uq_votes_trace_id_voter_id")),
    )
    op.create_index("ix_votes_voter_id", "votes", ["voter_id"])
    op.create_index("ix_votes_trace_id_created_at", "votes", ["trace_id", sa.text("created_at DESC")])
    op.create_table(
        "outcomes",
        _id(),
        _id("trace_id"),
        _id("contributor_id"),
        sa.Column("result", sa.String(10), nullable=False),
        sa.Column("environment", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("established", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_latest", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        _now("created_at"),
        sa.CheckConstraint("result IN ('worked', 'partly', 'failed')", name=op.f("ck_outcomes_result")),
        _belongs_to("outcomes", "trace_id", "traces"),
        _belongs_to("outcomes", "contributor_id", "contributors"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )
    op.create_index("ix_outcomes_contributor_id", "outcomes", ["contributor_id"])
    op.create_index("ix_outcomes_trace_id_created_at", "outcomes", ["trace_id", sa.text("created_at DESC")])
    op.create_index(
        "uq_outcomes_latest",
        "outcomes",
        ["trace_id", "contributor_id"],
        unique=True,
        postgresql_where=sa.text("is_latest"),
    )
    op.create_table(
        "reputation_events",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        _id("contributor_id"),
        sa.Column("domain", sa.String(50), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("source_id", sa.Uuid()),
        sa.Column("reason", sa.String(20), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in SUMS),
        _now("created_at"),
        _belongs_to("reputation_events", "contributor_id", "contributors"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reputation_events")),
    )
    op.create_index("ix_reputation_events_contributor_id", "reputation_events", ["contributor_id", sa.text("id DESC")])
    op.create_index("ix_reputation_events_source_id", "reputation_events", ["source_id"])
    op.create_table(
        "reputations",
        _id("contributor_id"),
        sa.Column("domain", sa.String(50), nullable=False),
        *(_zero(name) for name in SUMS),
        _zero("upvote_count"),
        _zero("downvote_count"),
        sa.Column("score", sa.Float(), server_default=sa.text("0"), nullable=False),
        _belongs_to("reputations", "contributor_id", "contributors"),
        sa.PrimaryKeyConstraint("contributor_id", "domain", name=op.f("pk_reputations")),
    )
    op.create_index("ix_reputations_domain_score", "reputations", ["domain", sa.text("score DESC")])


def downgrade() -> None:
    for table in ("reputations", "reputation_events", "outcomes", "votes"):
        op.drop_table(table)
    for name in ("last_worked_on", "last_worked_at", *reversed(COUNTS)):
        op.drop_column("traces", name)
