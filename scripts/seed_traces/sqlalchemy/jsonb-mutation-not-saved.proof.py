# needs: postgres
"""A change inside a plain JSONB column is lost; MutableDict, a new object, flag_modified and jsonb_set keep it."""
import json
import os

from sqlalchemy import create_engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.mutable import MutableDict, MutableList
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import flag_modified


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    plain: Mapped[dict] = mapped_column(JSONB)
    settings: Mapped[dict] = mapped_column(MutableDict.as_mutable(JSONB), default=dict)
    tags: Mapped[list] = mapped_column(MutableList.as_mutable(JSONB), default=list)


def set_notification(user, channel: str, on: bool) -> None:
    notifications = {**user.settings.get("notifications", {}), channel: on}
    user.settings = {**user.settings, "notifications": notifications}


def set_deep(user, on: bool) -> None:
    user.settings["notifications"]["mail"] = on
    flag_modified(user, "settings")


def set_theme(session: Session, user_id: int, theme: str) -> None:
    session.execute(
        text("UPDATE users SET settings = jsonb_set(settings, '{theme}', CAST(:value AS jsonb)) WHERE id = :id"),
        {"value": json.dumps(theme), "id": user_id},
    )


engine = create_engine(os.environ["PROOF_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://"))
Base.metadata.create_all(engine)
with Session(engine) as session:
    user = User(id=1, plain={"theme": "light"}, settings={"theme": "light"})
    session.add(user)
    session.commit()
    assert user.plain == {"theme": "light"}
    user.plain["theme"] = "dark"
    assert not session.is_modified(user) and not session.dirty
    session.commit()
    assert user.plain == {"theme": "light"}
    for again in (lambda old: old, dict):  # assigned after the change: equal to the old object, which was changed too
        user.plain["theme"] = "dark"
        user.plain = again(user.plain)
        session.commit()
        assert user.plain == {"theme": "light"}
    user.plain = {**user.plain, "theme": "dark"}
    session.commit()
    assert user.plain == {"theme": "dark"}
    user.settings["theme"] = "dark"
    user.tags.append("new")
    assert session.is_modified(user)
    session.commit()
    assert user.settings == {"theme": "dark"} and user.tags == ["new"]
    set_notification(user, "mail", True)
    session.commit()
    assert user.settings["notifications"] == {"mail": True}
    user.settings["notifications"]["mail"] = False  # nested: not tracked
    session.commit()
    assert user.settings["notifications"] == {"mail": True}
    set_deep(user, False)
    session.commit()
    assert user.settings["notifications"] == {"mail": False}
    set_theme(session, 1, "blue")
    session.commit()
    session.refresh(user)
    assert user.settings == {"theme": "blue", "notifications": {"mail": False}}
