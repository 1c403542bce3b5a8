"""SQLAlchemy's blocking ORM: what sessions in this project are modelled on, in its own language."""

import sys
from importlib import import_module

sys.dont_write_bytecode = True  # nothing is left behind beside these files

from player import Unavailable, serve  # noqa: E402


def open_program(url):
    """Connects, with up to ten connections; imports here, so that what is missing can be told."""
    sqlalchemy = _imported("sqlalchemy")
    driver = _driver(sqlalchemy)
    reads, writes = _imported("sqlalchemy_reads"), _imported("sqlalchemy_writes")
    address = sqlalchemy.engine.make_url(url.replace("postgres://", "postgresql://", 1))
    engine = sqlalchemy.create_engine(
        address.set(drivername=f"postgresql+{driver.__name__}"), future=True, pool_size=10, max_overflow=0
    )
    engine.connect().close()
    # What was committed is looked at afterwards, without being read again.
    Session = sqlalchemy.orm.sessionmaker(engine, future=True, expire_on_commit=False)
    ways = {**reads.reading_ways(Session), **writes.writing_ways(Session)}
    return _version(sqlalchemy, driver), ways, engine.dispose


def _driver(sqlalchemy):
    """psycopg2; where it is not there its successor, which SQLAlchemy knows since 2.0."""
    try:
        return import_module("psycopg2")
    except ImportError:
        if sqlalchemy.__version__.startswith("1."):
            raise Unavailable("SQLAlchemy 1 needs psycopg2, which Python cannot import.") from None
        return _imported("psycopg")


def _imported(name):
    try:
        return import_module(name)
    except ImportError as error:
        raise Unavailable(f"Python cannot import {name}: {error}") from error


def _version(sqlalchemy, driver):
    return f"SQLAlchemy {sqlalchemy.__version__}, {driver.__name__} {driver.__version__.split()[0]}"


if __name__ == "__main__":
    serve(open_program)
