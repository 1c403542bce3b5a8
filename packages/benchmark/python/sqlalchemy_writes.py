"""The ways SQLAlchemy's ORM has to write; every call has a session of its own."""

from decimal import Decimal

import sqlalchemy
from sqlalchemy import insert, select

from sqlalchemy_models import Order, OrderProduct, Product, User


def writing_ways(Session):
    """By workload and name."""
    return {
        "W5": {
            "add_all and commit": lambda products: _add_all(Session, products),
            **_ways_of_bulk(Session),
        },
        "W6": {"add and commit": lambda products: _add_each(Session, products)},
        "flush": {"unit of work": lambda unit: _write_unit(Session, unit)},
    }


def _ways_of_bulk(Session):
    """Keys in the order of the rows are what 1.4 cannot promise."""
    if sqlalchemy.__version__.startswith("1."):
        return {}
    return {"insert": lambda products: _insert(Session, products)}


def _add_all(Session, products):
    with Session() as session:
        added = [Product(**_columns_of(product)) for product in products]
        session.add_all(added)
        session.commit()
        return [product.product_id for product in added]


def _insert(Session, products):
    statement = insert(Product).returning(Product.product_id, sort_by_parameter_order=True)
    with Session() as session:
        keys = session.scalars(statement, [_columns_of(product) for product in products]).all()
        session.commit()
        return keys


def _add_each(Session, products):
    keys = []
    with Session() as session:
        for product in products:
            added = Product(**_columns_of(product))
            session.add(added)
            session.commit()
            keys.append(added.product_id)
    return keys


def _columns_of(product):
    return {**product, "price": Decimal(product["price"])}


def _write_unit(Session, unit):
    """What is there is read first: a read flushes what waits."""
    with Session.begin() as session:
        _rename(session, unit["renamed"])
        for order in session.scalars(select(Order).where(Order.order_id.in_(unit["removed"]))):
            session.delete(order)
        added = [_user_of(**added) for added in unit["added"]]
        session.add_all(added)
    return added


def _rename(session, renamed):
    names = {int(user["telegramId"]): user["fullName"] for user in renamed}
    for user in session.scalars(select(User).where(User.telegram_id.in_(names))):
        user.full_name = names[user.telegram_id]


def _user_of(user, orders):
    return User(
        telegram_id=int(user["telegramId"]),
        full_name=user["fullName"],
        username=user["username"],
        language_code=user["languageCode"],
        referrer_id=None if user["referrerId"] is None else int(user["referrerId"]),
        orders=[_order_of(order["lines"]) for order in orders],
    )


def _order_of(lines):
    return Order(
        lines=[OrderProduct(product_id=line["productId"], quantity=line["quantity"]) for line in lines]
    )
