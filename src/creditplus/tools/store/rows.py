"""What all tables share: names for their constraints, and the few rules that a column can have.

Why the database checks too: table models check nothing when they are made, and other hands may write to the same database.
"""

from collections.abc import Iterable
from typing import ClassVar, get_args

import msgspec
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, MetaData
from sqlmodel import SQLModel


class Row(SQLModel):
    """What all tables share: names for constraints; `when`, the column that says when a row was written; `whose`, the columns
    that name a person whom the row is about, if there are such. A row that refers to a person's row is that person's too."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    when: ClassVar[str] = "at"
    whose: ClassVar[tuple[str, ...]] = ("person",)


def among(column: str, words: Iterable[str]) -> CheckConstraint:
    """A column holds one of these words."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


def choices(struct: type[msgspec.Struct], field: str) -> CheckConstraint:
    """A column holds one of the words that the noun allows: the list is written once."""
    return among(field, get_args(msgspec.structs.fields(struct)[struct.__struct_fields__.index(field)].type))


def check(name: str, rule: str) -> CheckConstraint:
    """A rule in SQL that every row keeps."""
    return CheckConstraint(rule, name=name)


def division(column: str = "county") -> CheckConstraint:
    """A column holds a division code of six digits (GB/T 2260)."""
    return check(column, f"length({column}) = 6")


def sha256(column: str = "digest") -> CheckConstraint:
    """A column holds a SHA-256 in hexadecimal digits."""
    return check(column, f"length({column}) = 64")


def points_to(column: str, target: str, *, later: bool = False) -> ForeignKeyConstraint:
    """A column names a row of another table; `later` lets the two rows of one transaction be written in any order."""
    return ForeignKeyConstraint([column], [target], deferrable=later or None, initially="DEFERRED" if later else None)
