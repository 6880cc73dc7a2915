"""What was searched for and not found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

TIMESTAMP = postgresql.TIMESTAMP(timezone=True)
TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    op.create_table(
        "miss_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.String(100), nullable=False),
        sa.Column("model_version", sa.String(100), nullable=False),
        sa.Column("centre", sa.LargeBinary(), nullable=False),
        sa.Column("example", sa.Text(), nullable=False),
        sa.Column("public_wording", sa.Text()),
        sa.Column("count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("askers", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tags", TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("first_asked_at", TIMESTAMP, nullable=False),
        sa.Column("last_asked_at", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_miss_groups")),
    )
    op.create_index("ix_miss_groups_wanted", "miss_groups", ["askers", "count"])
    op.create_table(
        "search_misses",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("wording_hash", sa.LargeBinary(), nullable=False),
        sa.Column("asker", sa.LargeBinary(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("tags", TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_asked_at", TIMESTAMP, nullable=False),
        sa.Column("last_asked_at", TIMESTAMP, nullable=False),
        sa.Column("group_id", sa.Uuid()),
        sa.ForeignKeyConstraint(
            ["group_id"], ["miss_groups.id"], name=op.f("fk_search_misses_group_id_miss_groups"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_misses")),
    )
    op.create_index("ix_search_misses_group_id", "search_misses", ["group_id"])
    op.create_index("ix_search_misses_last_asked_at", "search_misses", ["last_asked_at"])
    op.create_index("uq_search_misses_wording_hash_asker", "search_misses", ["wording_hash", "asker"], unique=True)


def downgrade() -> None:
    op.drop_table("search_misses")
    op.drop_table("miss_groups")
