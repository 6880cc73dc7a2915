"""1 + N statements with lazy loading, the unique() message, two statements with the query of the trace."""
from contextlib import contextmanager

from sqlalchemy import Engine, ForeignKey, create_engine, event, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import (
    DeclarativeBase, Mapped, Session, joinedload, mapped_column, raiseload, relationship, selectinload,
)


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)


class Product(Base):
    __tablename__ = "products"
    id: Mapped[int] = mapped_column(primary_key=True)


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
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    product: Mapped[Product] = relationship()


@contextmanager
def counted(engine: Engine):
    statements: list[str] = []

    def note(connection, cursor, statement, parameters, context, executemany):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def newest_orders(session: Session) -> list[Order]:
    query = (
        select(Order)
        .options(joinedload(Order.customer), selectinload(Order.items).joinedload(Item.product))
        .order_by(Order.id.desc())
        .limit(100)
    )
    return list(session.scalars(query))


engine = create_engine("sqlite:///shop.db")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all(
        Order(customer=Customer(), items=[Item(product=Product()) for _ in range(3)]) for _ in range(20)
    )
    session.commit()


def touch(orders):
    assert sum(len([item.product.id for item in order.items]) for order in orders) == 60
    assert len({order.customer.id for order in orders}) == 20


with Session(engine) as session, counted(engine) as statements:
    touch(session.scalars(select(Order)).all())
    assert len(statements) == 1 + 20 + 20 + 60, len(statements)
with Session(engine) as session, counted(engine) as statements:
    touch(newest_orders(session))
    assert len(statements) == 2, statements
with Session(engine) as session:
    joined = select(Order).options(joinedload(Order.items))
    try:
        session.scalars(joined).all()
        raise SystemExit("no unique() needed")
    except InvalidRequestError as error:
        assert str(error) == ("The unique() method must be invoked on this Result, as it contains results that "
                              "include joined eager loads against collections"), error
    assert len(session.scalars(joined).unique().all()) == 20
with Session(engine) as session:
    order = session.scalars(select(Order).options(raiseload("*"))).first()
    try:
        order.items
        raise SystemExit("raiseload did not raise")
    except InvalidRequestError as error:
        assert str(error) == "'Order.items' is not available due to lazy='raise'", error
