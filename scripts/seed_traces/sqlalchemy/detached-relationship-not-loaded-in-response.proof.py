import sys
import types
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import ForeignKey, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, raiseload, relationship


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    customer: Mapped[Customer] = relationship()
    items: Mapped[list["Item"]] = relationship()


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    name: Mapped[str]


shop, models = types.ModuleType("shop"), types.ModuleType("shop.models")
models.Order, models.Item = Order, Item
sys.modules |= {"shop": shop, "shop.models": models}
text = Path(__file__).with_name("detached-relationship-not-loaded-in-response.md").read_text()
trace = types.ModuleType("trace_code")
sys.modules["trace_code"] = trace
exec(text.split("```python\n")[1].split("```")[0], trace.__dict__)

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
statements = []
event.listen(engine, "before_cursor_execute", lambda c, cur, statement, *rest: statements.append(statement))
with Session(engine) as session:
    session.add_all(Order(customer=Customer(name="Ann"), items=[Item(name="chair"), Item(name="table")]) for _ in range(30))
    session.commit()


def refused(order, message):
    try:
        trace.OrderOut.model_validate(order)
    except ValidationError as error:
        assert message in str(error) and "type=get_attribute_error" in str(error), str(error)
    else:
        raise SystemExit("no validation error")


with Session(engine) as session:
    order = session.scalars(select(Order).limit(1)).one()
refused(order, "Error extracting attribute: DetachedInstanceError: Parent instance <Order at 0x")
refused(order, "is not bound to a Session; lazy load operation of attribute 'customer' cannot proceed")
with Session(engine) as session:
    order = session.scalars(select(Order).options(raiseload("*")).limit(1)).one()
    refused(order, "Error extracting attribute: InvalidRequestError: 'Order.customer' is not available due to lazy='raise'")
    session.expunge_all()
    statements.clear()
    [trace.OrderOut.model_validate(o) for o in session.scalars(select(Order))]
    assert len(statements) == 61, len(statements)  # N+1
statements.clear()
with Session(engine) as session:
    found = trace.newest(session)
assert len(statements) == 2 and len(found) == 30 and [i.name for i in found[0].items] == ["chair", "table"], len(statements)
