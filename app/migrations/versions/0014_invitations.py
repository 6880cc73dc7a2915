"""Invitations, and how somebody came to contribute."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TIMESTAMP = postgresql.TIMESTAMP(timezone=True)
DOORS = "('founding', 'vouched', 'earned')"


def upgrade() -> None:
    op.add_column("contributors", sa.Column("entry_door", sa.String(10)))
    op.add_column("contributors", sa.Column("invited_by", sa.Uuid()))
    op.add_column(
        "contributors", sa.Column("invites_remaining", sa.SmallInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.create_foreign_key(
        op.f("fk_contributors_invited_by_contributors"),
        "contributors",
        "contributors",
        ["invited_by"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_check_constraint(op.f("ck_contributors_entry_door"), "contributors", f"entry_door IN {DOORS}")
    op.create_check_constraint(op.f("ck_contributors_invites"), "contributors", "invites_remaining >= 0")
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("inviter_id", sa.Uuid()),
        sa.Column("door", sa.String(10), nullable=False),
        sa.Column("note", sa.String(255)),
        sa.Column("created_at", TIMESTAMP, server_default=sa.text("now()"), nullable=False),
        sa.Column("redeemed_at", TIMESTAMP),
        sa.Column("redeemed_by", sa.Uuid()),
        sa.CheckConstraint(f"door IN {DOORS}", name=op.f("ck_invitations_door")),
        sa.ForeignKeyConstraint(
            ["inviter_id"], ["contributors.id"], name=op.f("fk_invitations_inviter_id_contributors"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["redeemed_by"],
            ["contributors.id"],
            name=op.f("fk_invitations_redeemed_by_contributors"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_hmac", name=op.f("uq_invitations_code_hmac")),
    )
    op.create_index("ix_invitations_inviter_id", "invitations", ["inviter_id"])


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_column("contributors", "invites_remaining")
    op.drop_column("contributors", "invited_by")
    op.drop_column("contributors", "entry_door")
