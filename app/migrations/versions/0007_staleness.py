"""What the registries say is newest, and why a trace is stale."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIMESTAMP = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("traces", sa.Column("stale_reason", sa.Text()))
    op.add_column("traces", sa.Column("staleness_checked_at", TIMESTAMP))
    op.create_table(
        "library_releases",
        sa.Column("ecosystem", sa.String(10), nullable=False),
        sa.Column("name", sa.String(214), nullable=False),
        sa.Column("latest", sa.Text()),
        sa.Column("checked_at", TIMESTAMP, nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("ecosystem", "name", name=op.f("pk_library_releases")),
    )


def downgrade() -> None:
    op.drop_table("library_releases")
    op.drop_column("traces", "staleness_checked_at")
    op.drop_column("traces", "stale_reason")
