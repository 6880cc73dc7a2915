# needs: postgres
"""Rows leak between tests without the fixtures; with them an endpoint that commits leaves nothing."""
import os
import sys
import warnings

warnings.simplefilter("ignore")
import pytest

SHOP = {
    "shop/__init__.py": "",
    "shop/database.py": """
import os
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)

engine = create_engine(os.environ["TEST_DATABASE_URL"])
def get_db():
    with Session(engine) as session:
        yield session
""",
    "shop/main.py": """
from fastapi import Body, Depends, FastAPI
from sqlalchemy import select
from shop.database import User, get_db

app = FastAPI()

@app.post("/users", status_code=201)
def create(email: str = Body(embed=True), db=Depends(get_db)):
    db.add(User(email=email))
    db.commit()

@app.get("/users")
def users(db=Depends(get_db)):
    return [{"email": user.email} for user in db.scalars(select(User))]
""",
}
trace = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "dependency-override-tests-db.md")).read()
blocks = [part.split("```")[0] for part in trace.split("```python\n")[1:]]
os.makedirs("shop")
for name, text in (SHOP | {"conftest.py": blocks[0]}).items():
    with open(name, "w") as file:
        file.write(text)
with open("test_users.py", "w") as file:
    file.write(blocks[1] + "\n\n" + blocks[1].replace("test_create_user", "test_again"))
os.environ["TEST_DATABASE_URL"] = os.environ["PROOF_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://")
sys.path.insert(0, os.getcwd())
with open("conftest.py") as file:
    good = file.read()
with open("conftest.py", "w") as file:  # the symptom: the key of the override is another function
    file.write(good.replace("dependency_overrides[get_db]", "dependency_overrides[lambda: None]"))


def run():
    return os.system(f"{sys.executable} -m pytest -q -p no:cacheprovider > out.txt 2>&1"), open("out.txt").read()


code, told = run()
assert code and "1 failed, 1 passed" in told, told
assert 'duplicate key value violates unique constraint "users_email_key"' in told, told
with open("conftest.py", "w") as file:
    file.write(good)
code, told = run()
assert code == 0 and "2 passed" in told, told
