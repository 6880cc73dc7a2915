"""What Alembic compares with the database is what its own entry imports."""

import re
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"
ENV = (APP / "migrations" / "env.py").read_text(encoding="utf-8")


def test_the_entry_imports_every_module_with_tables() -> None:
    with_tables = {
        ".".join(path.relative_to(APP.parent).with_suffix("").parts)
        for path in APP.rglob("*.py")
        if re.search(r"^    __tablename__ = ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {"app.analytics.models", "app.core.periodic"} <= with_tables
    assert with_tables == set(re.findall(r"^import (app\.\S+)", ENV, re.MULTILINE))
