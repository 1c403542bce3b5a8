"""One spelling for what is answered, so that it can be compared: the same as in `src/workload/canonical.ts`."""

import hashlib
import json
from datetime import timezone

TIMES = ("created_at", "updated_at")
USER = ("telegram_id", "full_name", "username", "language_code", "referrer_id", *TIMES)
ORDER = ("order_id", "user_id", *TIMES)
PRODUCT = ("product_id", "title", "description", "price", *TIMES)


def digest_of(workload, answer):
    """A hash of an answer: equal where the answers hold the same."""
    return hashlib.sha256(_canonical(workload, answer).encode()).hexdigest()[:16]


def count_of(workload, answer):
    """How many an answer found: users, orders, products, keys. Cheap, since it is looked at in each turn."""
    return _COUNTS[workload](answer)


def _canonical(workload, answer):
    if workload == "flush":
        return str(len(answer))
    spell = int if workload in ("W5", "W6") else _SPELLINGS[workload]
    return json.dumps([spell(row) for row in answer], ensure_ascii=False, separators=(",", ":"))


def _user(user):
    return _spelled(user, USER)


def _order(order):
    return _spelled(order, ORDER)


def _product(product):
    return _spelled(product, PRODUCT)


def _order_with_user(order):
    return [*_order(order), _user(order.user)]


def _order_with_products(order):
    return [*_order(order), _by_key(map(_product, order.products))]


def _user_with_orders(user):
    return [*_user(user), _by_key(map(_order, user.orders))]


def _user_with_products(user):
    return [*_user(user), _by_key(map(_order_with_products, user.orders))]


_SPELLINGS = {
    "W1": _user,
    "W2": _user_with_orders,
    "W3": _user_with_products,
    "W4": _order_with_user,
    "W7": _user,
    "W8": _user_with_products,
}


def _by_key(rows):
    return sorted(rows, key=lambda row: int(row[0]))


def _spelled(row, columns):
    return [_spelled_value(column, getattr(row, column)) for column in columns]


def _spelled_value(column, value):
    """Keys as digits, times in UTC to the millisecond, prices without zeros at their end."""
    if value is None:
        return None
    if column in TIMES:
        utc = value.astimezone(timezone.utc).replace(tzinfo=None)
        return utc.isoformat(timespec="milliseconds") + "Z"
    if column == "price":
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _present(rows):
    return sum(row is not None for row in rows)


def _products(users):
    return sum(len(order.products) for user in users for order in user.orders)


_COUNTS = {
    "W1": _present,
    "W2": lambda users: sum(len(user.orders) for user in users),
    "W3": _products,
    "W4": lambda orders: _present(order.user for order in orders),
    "W5": len,
    "W6": len,
    "W7": _present,
    "W8": _products,
    "flush": len,
}
