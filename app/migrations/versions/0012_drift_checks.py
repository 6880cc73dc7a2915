"""The last comparison of stored vectors with what their texts give now."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drift_checks",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("checked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sampled", sa.Integer(), nullable=False),
        sa.Column("least", sa.Float()),
        sa.Column("mean", sa.Float()),
        sa.Column("alarms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_drift_checks_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drift_checks")),
    )


def downgrade() -> None:
    op.drop_table("drift_checks")
