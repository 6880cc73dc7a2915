"""No metadata, models not imported (drops everything; empty on a fresh database), and the env.py of the trace."""
import os
import subprocess
import sys
from pathlib import Path

os.environ["PYTHONPATH"] = os.getcwd()


def alembic(*words, fails=None):
    done = subprocess.run([sys.executable, "-m", "alembic", *words], capture_output=True, text=True)
    told = done.stdout + done.stderr
    assert (done.returncode != 0) == bool(fails) and (fails or "") in told, told
    return told


def generated():
    (path,) = Path("migrations/versions").glob("*.py")
    text = path.read_text()
    path.unlink()
    return text.split("def upgrade")[1].split("def downgrade")[0]


Path("shop/models").mkdir(parents=True)
Path("shop/__init__.py").touch()
Path("shop/models/__init__.py").touch()
Path("shop/database.py").write_text("from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass\n")
Path("shop/models/order.py").write_text(
    "from sqlalchemy.orm import Mapped, mapped_column\nfrom shop.database import Base\n"
    "class Order(Base):\n    __tablename__ = 'orders'\n    id: Mapped[int] = mapped_column(primary_key=True)\n")
alembic("init", "migrations")
ini = Path("alembic.ini")
lines = ["sqlalchemy.url = sqlite:///shop.db" if line.startswith("sqlalchemy.url") else line for line in ini.read_text().split("\n")]
ini.write_text("\n".join(lines))
env = Path("migrations/env.py")
template = env.read_text()
assert "target_metadata = None" in template
alembic("revision", "--autogenerate", "-m", "a", fails="does not provide a MetaData object or sequence of objects to the context.")
env.write_text(template.replace("target_metadata = None", "from shop.database import Base\ntarget_metadata = Base.metadata"))
alembic("revision", "--autogenerate", "-m", "a")
assert "pass" in generated()  # fresh database, nothing imported
import sqlite3

with sqlite3.connect("shop.db") as database:
    database.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY NOT NULL)")
told = alembic("revision", "--autogenerate", "-m", "a")
assert "Detected removed table 'orders'" in told, told
assert "op.drop_table('orders')" in generated()
with sqlite3.connect("shop.db") as database:
    database.execute("DROP TABLE orders")
trace = (Path(__file__).with_name("alembic-autogenerate-empty.md")).read_text()
cure = trace.split("```python\n")[1].split("```")[0]
env.write_text(template.replace("target_metadata = None", cure))
alembic("revision", "--autogenerate", "-m", "a")
alembic("revision", "--autogenerate", "-m", "b", fails="Target database is not up to date.")
alembic("upgrade", "head")
assert "No new upgrade operations detected." in alembic("check")
assert "op.create_table('orders'" in generated()
