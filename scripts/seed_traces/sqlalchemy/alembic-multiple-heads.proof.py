"""Two heads, both cures (edit down_revision, merge), Ambiguous walk after the merge, the check for CI."""
import subprocess
import sys
from pathlib import Path


def alembic(*words, fails=None):
    done = subprocess.run([sys.executable, "-m", "alembic", *words], capture_output=True, text=True)
    told = done.stdout + done.stderr
    assert (done.returncode != 0) == bool(fails) and (fails or "") in told, told
    return done.stdout


def revision(identifier, *words):
    alembic("revision", "-m", identifier, "--rev-id", identifier, *words)


alembic("init", "migrations")
ini = Path("alembic.ini")
lines = ["sqlalchemy.url = sqlite:///shop.db" if line.startswith("sqlalchemy.url") else line for line in ini.read_text().split("\n")]
ini.write_text("\n".join(lines))
revision("root")
revision("theirs", "--head", "root")
revision("mine", "--head", "root", "--splice")
alembic("upgrade", "mine")
TWO = ("FAILED: Multiple head revisions are present for given argument 'head'; please specify a specific target "
       "revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads")
alembic("upgrade", "head", fails=TWO)
alembic("revision", "-m", "next", fails="FAILED: Multiple heads are present; please specify the head revision on which "
        "the new revision should be based, or perform a merge.")
assert len(alembic("heads").splitlines()) == 2
# both are applied somewhere: merge
alembic("merge", "-m", "merge heads", "--rev-id", "merged", "heads")
alembic("upgrade", "head")
assert "merged (head)" in alembic("current")
assert len(alembic("heads").splitlines()) == 1
alembic("downgrade", "-1", fails="Ambiguous walk")
alembic("downgrade", "theirs")
next(Path("migrations/versions").glob("merged_*.py")).unlink()
# only mine is to be moved: downgrade, edit, upgrade
alembic("downgrade", "base")
path = next(Path("migrations/versions").glob("mine_*.py"))
text = path.read_text()
assert "'root'" in text
path.write_text(text.replace("'root'", "'theirs'").replace("Revises: root", "Revises: theirs"))
alembic("upgrade", "head")
assert alembic("heads").split() == ["mine", "(head)"] and "mine (head)" in alembic("current")
