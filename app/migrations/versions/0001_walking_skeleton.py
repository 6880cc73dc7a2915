"""The walking skeleton: accounts, tags, traces, outbox, embeddings, index generations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contributors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("display_name", sa.String(length=100), nullable=True),
        sa.Column("is_seed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributors")),
    )
    op.create_index("uq_contributors_email_lower", "contributors", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "embeddings",
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("model_id", sa.String(length=100), nullable=False),
        sa.Column("model_version", sa.String(length=100), nullable=False),
        sa.Column("dim", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("octet_length(vector) = dim * 4", name=op.f("ck_embeddings_vector_length")),
        sa.PrimaryKeyConstraint("text_hash", "model_id", "model_version", name=op.f("pk_embeddings")),
    )
    op.create_table(
        "index_generations",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("model_id", sa.String(length=100), nullable=False),
        sa.Column("model_version", sa.String(length=100), nullable=False),
        sa.Column("dim", sa.Integer(), nullable=False),
        sa.Column("mapping_hash", sa.String(length=64), nullable=False),
        sa.Column("analysis", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("activated_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('building', 'live', 'retired')", name=op.f("ck_index_generations_state")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_index_generations")),
    )
    op.create_index(
        "uq_index_generations_live",
        "index_generations",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_table(
        "installation",
        sa.Column("database_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("database_id", name=op.f("pk_installation")),
    )
    op.create_index("uq_installation_one_row", "installation", [sa.literal_column("(true)")], unique=True)
    op.execute("INSERT INTO installation DEFAULT VALUES")
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("leased_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("refusals", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("dead_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_outbox_kind_key")),
    )
    op.create_index(
        "ix_outbox_lease_token",
        "outbox",
        ["lease_token"],
        unique=False,
        postgresql_where=sa.text("lease_token IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["kind", "priority", "due_at"],
        unique=False,
        postgresql_where=sa.text("dead_at IS NULL"),
    )
    op.create_table(
        "tags",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tags")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contributor_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contributor_id"],
            ["contributors.id"],
            name=op.f("fk_api_keys_contributor_id_contributors"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
    )
    op.create_index(op.f("ix_api_keys_contributor_id"), "api_keys", ["contributor_id"], unique=False)
    op.create_table(
        "traces",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contributor_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("context_text", sa.Text(), nullable=False),
        sa.Column("solution_text", sa.Text(), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "metadata_json", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("agent_model", sa.String(length=100), nullable=True),
        sa.Column("agent_version", sa.String(length=50), nullable=True),
        sa.Column("review_after", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("watch_condition", sa.String(length=500), nullable=True),
        sa.Column("tokens_to_resolution", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=20), server_default="pending", nullable=False),
        sa.Column("visibility", sa.String(length=20), server_default="visible", nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("index_version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("trust_score", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("prior_trust", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("confirmation_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("depth_score", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("somatic_intensity", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("impact_level", sa.String(length=10), server_default="normal", nullable=False),
        sa.Column("half_life_days", sa.Integer(), server_default=sa.text("365"), nullable=False),
        sa.Column("trace_type", sa.String(length=10), server_default="episodic", nullable=False),
        sa.Column("is_stale", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("context_fingerprint", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("convergence_level", sa.SmallInteger(), nullable=True),
        sa.Column("memory_temperature", sa.String(length=10), nullable=True),
        sa.Column("valid_from", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("valid_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("embedding_model_id", sa.String(length=100), nullable=True),
        sa.Column("embedding_model_version", sa.String(length=100), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('pending', 'validated', 'disputed')", name=op.f("ck_traces_status")),
        sa.CheckConstraint(
            "visibility IN ('visible', 'under_review', 'quarantined', 'removed')", name=op.f("ck_traces_visibility")
        ),
        sa.ForeignKeyConstraint(
            ["contributor_id"], ["contributors.id"], name=op.f("fk_traces_contributor_id_contributors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traces")),
        sa.UniqueConstraint("slug", name=op.f("uq_traces_slug")),
    )
    op.create_index("ix_traces_content_hash", "traces", ["content_hash"], unique=False)
    op.create_index(op.f("ix_traces_contributor_id"), "traces", ["contributor_id"], unique=False)
    op.create_index("ix_traces_tags", "traces", ["tags"], unique=False, postgresql_using="gin")
    op.create_table(
        "trace_links",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("relationship_type", sa.String(length=30), nullable=False),
        sa.Column("strength", sa.Float(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["traces.id"], name=op.f("fk_trace_links_source_id_traces"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["traces.id"], name=op.f("fk_trace_links_target_id_traces"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "target_id", "relationship_type", name=op.f("pk_trace_links")),
    )
    op.create_index(op.f("ix_trace_links_target_id"), "trace_links", ["target_id"], unique=False)
    op.create_table(
        "trace_revisions",
        sa.Column("trace_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("context_text", sa.Text(), nullable=False),
        sa.Column("solution_text", sa.Text(), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("metadata_json", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["contributors.id"], name=op.f("fk_trace_revisions_editor_id_contributors")
        ),
        sa.ForeignKeyConstraint(
            ["trace_id"], ["traces.id"], name=op.f("fk_trace_revisions_trace_id_traces"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trace_id", "revision", name=op.f("pk_trace_revisions")),
    )
    op.create_table(
        "trace_usage",
        sa.Column("trace_id", sa.Uuid(), nullable=False),
        sa.Column("retrieval_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_retrieved_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("read_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_read_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["trace_id"], ["traces.id"], name=op.f("fk_trace_usage_trace_id_traces"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trace_id", name=op.f("pk_trace_usage")),
    )


def downgrade() -> None:
    op.drop_table("trace_usage")
    op.drop_table("trace_revisions")
    op.drop_index(op.f("ix_trace_links_target_id"), table_name="trace_links")
    op.drop_table("trace_links")
    op.drop_index("ix_traces_tags", table_name="traces", postgresql_using="gin")
    op.drop_index(op.f("ix_traces_contributor_id"), table_name="traces")
    op.drop_index("ix_traces_content_hash", table_name="traces")
    op.drop_table("traces")
    op.drop_index(op.f("ix_api_keys_contributor_id"), table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_table("tags")
    op.drop_index("ix_outbox_pending", table_name="outbox", postgresql_where=sa.text("dead_at IS NULL"))
    op.drop_index("ix_outbox_lease_token", table_name="outbox", postgresql_where=sa.text("lease_token IS NOT NULL"))
    op.drop_table("outbox")
    op.drop_index("uq_installation_one_row", table_name="installation")
    op.drop_table("installation")
    op.drop_index(
        "uq_index_generations_live", table_name="index_generations", postgresql_where=sa.text("state = 'live'")
    )
    op.drop_table("index_generations")
    op.drop_table("embeddings")
    op.drop_index("uq_contributors_email_lower", table_name="contributors")
    op.drop_table("contributors")
