"""Amendments of traces."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TIMESTAMP = postgresql.TIMESTAMP(timezone=True)


def _belongs_to(column: str, owner: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_amendments_{column}_{owner}")
    return sa.ForeignKeyConstraint([column], [f"{owner}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "amendments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("trace_id", sa.Uuid(), nullable=False),
        sa.Column("submitter_id", sa.Uuid(), nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column("improved_solution", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("status", sa.String(10), server_default="pending", nullable=False),
        sa.Column("decider_id", sa.Uuid()),
        sa.Column("decided_at", TIMESTAMP),
        sa.Column("reason", sa.Text()),
        sa.Column("made_revision", sa.Integer()),
        sa.Column("created_at", TIMESTAMP, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('pending', 'accepted', 'rejected')", name=op.f("ck_amendments_status")),
        _belongs_to("trace_id", "traces", "CASCADE"),
        _belongs_to("submitter_id", "contributors", "CASCADE"),
        _belongs_to("decider_id", "contributors", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
    )
    op.create_index("ix_amendments_submitter_id", "amendments", ["submitter_id"])
    op.create_index("ix_amendments_trace_id_created_at", "amendments", ["trace_id", sa.text("created_at DESC")])


def downgrade() -> None:
    op.drop_table("amendments")
