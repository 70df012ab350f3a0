"""How an instant and a small tree of data are written down: the same way on SQLite and on PostgreSQL.

Why not the databases' own types: SQLite gives instants back without their zone, PostgreSQL's JSON cannot hold the character
NUL, and each sorts its keys differently. Whole microseconds and one canonical text compare, sort and hash alike everywhere.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Number = BigInteger().with_variant(Integer(), "sqlite")
"""A number that counts up by itself: SQLite only counts columns whose type is exactly INTEGER."""


def canonical(value: Any) -> bytes:
    """Data as canonical JSON: keys sorted, no spaces."""
    return msgspec.json.encode(value, order="sorted")


class Instant(TypeDecorator[datetime]):
    """An instant, kept as whole microseconds since 1970 in UTC. An instant without a zone is refused: nobody could say when it is."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """The instant as microseconds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The microseconds as an instant in UTC."""
        return None if value is None else EPOCH + value * MICROSECOND


class Tree(TypeDecorator[Any]):
    """Data as canonical JSON text: keys sorted, no spaces. None is SQL NULL, never the text `null`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The data as text."""
        return None if value is None else canonical(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The text as data."""
        return None if value is None else msgspec.json.decode(value)
