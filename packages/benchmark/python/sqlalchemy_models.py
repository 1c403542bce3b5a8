"""The shop as SQLAlchemy's declarative models, in words that 1.4 and 2.0 both know."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, Numeric, String, func
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Timestamped:
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=func.now())
    updated_at = Column(
        DateTime(timezone=True), nullable=False, server_default=func.now(), onupdate=func.now()
    )


class User(Timestamped, Base):
    __tablename__ = "users"

    telegram_id = Column(BigInteger, primary_key=True, autoincrement=False)
    full_name = Column(String(255), nullable=False)
    username = Column(String(255))
    language_code = Column(String(15), nullable=False)
    referrer_id = Column(BigInteger)

    orders = relationship("Order", back_populates="user", cascade="all, delete-orphan", passive_deletes=True)


class Order(Timestamped, Base):
    __tablename__ = "orders"

    order_id = Column(Integer, primary_key=True)
    user_id = Column(BigInteger, ForeignKey("users.telegram_id"), nullable=False)

    user = relationship("User", back_populates="orders")
    lines = relationship("OrderProduct", cascade="all, delete-orphan", passive_deletes=True)
    # For reading: what writes the table is `lines`.
    products = relationship("Product", secondary="order_products", viewonly=True)


class Product(Timestamped, Base):
    __tablename__ = "products"

    product_id = Column(Integer, primary_key=True)
    title = Column(String(255), nullable=False)
    description = Column(String(3000))
    price = Column(Numeric(16, 4), nullable=False)


class OrderProduct(Base):
    __tablename__ = "order_products"

    order_id = Column(Integer, ForeignKey("orders.order_id"), primary_key=True)
    product_id = Column(Integer, ForeignKey("products.product_id"), primary_key=True)
    quantity = Column(Integer, nullable=False)
