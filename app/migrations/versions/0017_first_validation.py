"""When a trace was first validated, which earns its author an invitation once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("traces", sa.Column("validated_at", postgresql.TIMESTAMP(timezone=True)))
    op.execute("UPDATE traces SET validated_at = updated_at WHERE status = 'validated'")


def downgrade() -> None:
    op.drop_column("traces", "validated_at")
