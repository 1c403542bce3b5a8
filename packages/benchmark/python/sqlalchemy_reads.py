"""The ways SQLAlchemy's ORM has to read; every call has a session of its own unless it is said otherwise."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from sqlalchemy_models import Order, User

BY_KEY = (User.telegram_id,)
BY_NAME = (User.full_name, User.telegram_id)

SELECTED_ORDERS = selectinload(User.orders)
JOINED_ORDERS = joinedload(User.orders)
SELECTED_PRODUCTS = selectinload(User.orders).selectinload(Order.products)
JOINED_PRODUCTS = joinedload(User.orders).joinedload(Order.products)


def reading_ways(Session):
    """By workload and name. W7 is left out: a session that blocks cannot read at the same time as another."""
    return {
        "W1": {
            "one session": lambda keys: _users_of(Session, keys),
            "a session each": lambda keys: [_user_of(Session, key) for key in keys],
        },
        "W2": {
            "selectinload": lambda limit: _all(Session, _users(limit).options(SELECTED_ORDERS)),
            "joinedload": lambda limit: _unique(Session, _users(limit).options(JOINED_ORDERS)),
            "lazy": lambda limit: _lazily(Session, _users(limit), "orders"),
        },
        "W3": _ways_of_products(Session, BY_KEY),
        "W4": {
            "selectinload": lambda limit: _all(Session, _orders(limit).options(selectinload(Order.user))),
            "joinedload": lambda limit: _all(Session, _orders(limit).options(joinedload(Order.user))),
            "lazy": lambda limit: _lazily(Session, _orders(limit), "user"),
        },
        "W8": _ways_of_products(Session, BY_NAME),
    }


def _ways_of_products(Session, by):
    return {
        "selectinload": lambda limit: _all(Session, _users(limit, by).options(SELECTED_PRODUCTS)),
        "joinedload": lambda limit: _unique(Session, _users(limit, by).options(JOINED_PRODUCTS)),
    }


def _users_of(Session, keys):
    with Session() as session:
        return [session.get(User, int(key)) for key in keys]


def _user_of(Session, key):
    with Session() as session:
        return session.get(User, int(key))


def _users(limit, by=BY_KEY):
    return select(User).order_by(*by).limit(limit)


def _orders(limit):
    return select(Order).order_by(Order.user_id, Order.order_id).limit(limit)


def _all(Session, statement):
    with Session() as session:
        return session.scalars(statement).all()


def _unique(Session, statement):
    """Of a join with a list, each row of the list brings its parent again."""
    with Session() as session:
        return session.scalars(statement).unique().all()


def _lazily(Session, statement, relation):
    """A SELECT for each, when it is looked at; of a user who is there already, none."""
    with Session() as session:
        rows = session.scalars(statement).all()
        for row in rows:
            getattr(row, relation)
        return rows
