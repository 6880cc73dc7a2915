"""Languages and frameworks by the names that tags have for them, as they are written from now on."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_FIELDS = ("language", "framework", "os", "package_manager", "runtime", "environment")
# As they were at this revision.
_ALIASES = {
    "c++": "cpp", "c#": "csharp", "f#": "fsharp", "golang": "go", "js": "javascript", "k8s": "kubernetes",
    "nextjs": "next.js", "nodejs": "node", "node.js": "node", "postgres": "postgresql", "py": "python",
    "python3": "python", "reactjs": "react", "ts": "typescript",
}  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind()
    for field in _FIELDS:
        said = connection.scalars(sa.text("SELECT DISTINCT context_fingerprint->>:field FROM traces"), {"field": field})
        for value in filter(None, said.all()):
            folded = re.sub(r"[\s/]+", "-", value)
            name = _ALIASES.get(folded, folded)
            if name != value:
                # A newer version is what the reconciler brings to the index.
                connection.execute(
                    sa.text(
                        "UPDATE traces SET index_version = index_version + 1, context_fingerprint = "
                        "jsonb_set(context_fingerprint, ARRAY[:field], to_jsonb(CAST(:name AS text))) "
                        "WHERE context_fingerprint->>:field = :value"
                    ),
                    {"field": field, "name": name, "value": value},
                )


def downgrade() -> None:
    pass
