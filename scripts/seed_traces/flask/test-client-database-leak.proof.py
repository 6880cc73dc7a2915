# needs: postgres
"""The suite fails on the second run without the rolled-back transaction and passes with it, again and again."""
import os
import subprocess
import sys

trace = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "test-client-database-leak.md")).read()
factory, conftest = [part.split("```")[0] for part in trace.split("```python\n")[1:3]]
VIEWS = """
from flask import Blueprint
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from shop import Base, db_session

blueprint = Blueprint("shop", __name__)

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)

@blueprint.post("/users")
def create():
    db_session.add(User(email="a@example.com"))
    db_session.commit()
    return ""

@blueprint.post("/again")
def again():
    db_session.add(User(email="a@example.com"))
    try:
        db_session.commit()
    except IntegrityError:
        db_session.rollback()
        return "taken"
    return "new"

@blueprint.get("/count")
def count():
    return str(db_session.scalar(select(func.count()).select_from(User)))
"""
TESTS = """
import pytest

@pytest.mark.parametrize("time", [1, 2])
def test_create(client, time):
    assert client.post("/users").status_code == 200
    assert client.post("/again").text == "taken"
    assert client.get("/count").text == "1"
"""


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


def run():
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], capture_output=True, text=True)
    return done.returncode, done.stdout


os.environ["TEST_DATABASE_URL"] = os.environ["PROOF_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://")
os.environ["PYTHONPATH"] = os.getcwd()
os.makedirs("shop")
write("shop/__init__.py", factory)
write("shop/views.py", VIEWS)
write("test_users.py", TESTS)
write("conftest.py", conftest.replace("        db_session.configure(bind=connection, join_transaction_mode=\"create_savepoint\")\n", ""))
code, told = run()
assert code and 'duplicate key value violates unique constraint "users_email_key"' in told and "1 passed" in told, told
write("conftest.py", conftest)
for _ in range(2):
    code, told = run()
    assert code == 0 and "2 passed" in told, told
