"""The third reader: the operators of the one formula over columns, a row for each record, so that a county is scored at once.

Why columns at hand rather than expressions to be run later: the formula names its steps again and again (a sum, a limit, the
sum once more), and an expression would grow with every name while a column is worked out once.
Why numbers have 64 bits here: the proof shows for every text that its sums stay below that, before it may rule.
"""

from collections.abc import Callable
from datetime import date
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import polars as pl

from creditplus import arithmetic, workdays
from creditplus.conditions import Op

OPS: dict[Op, Callable[[pl.Series, Any], pl.Series]] = {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}
TYPES: dict[type, pl.DataType] = {bool: pl.Boolean(), int: pl.Int64(), str: pl.String()}
"""How the values of a field are kept in a column."""


class Rows:
    """Standing records of one kind, as the formula sees one item: what it asks of an item is answered for every row at once.

    The frame has a row for each record in the order of the acts of each person; `who` numbers the people from 0, ascending.
    """

    true = True
    false = False

    def __init__(self, frame: pl.DataFrame, kind: str) -> None:
        self.frame = frame
        self.kind = kind

    def only(self, kept: pl.Series | bool) -> "Rows":
        """The rows for which something holds."""
        if isinstance(kept, bool):
            return self if kept else Rows(self.frame.clear(), self.kind)
        return Rows(self.frame.filter(kept), self.kind)

    def parted(self, apart: pl.Series | bool) -> tuple["Rows", "Rows"]:
        """The rows for which something holds, and the rows for which it does not."""
        return self.only(apart), self.only(not apart if isinstance(apart, bool) else ~apart)

    def compare(self, field: str, op: Op, value: int | str | bool) -> pl.Series | bool:
        """Where the field is there, has the constant's type, and compares as asked."""
        if field == "kind":
            return op == "eq" and value == self.kind
        column = self.field(field)
        if column is None or column.dtype != TYPES[type(value)] or (op not in ("eq", "ne") and type(value) is not int):
            return False
        return OPS[op](column, value).fill_null(False)

    def exists(self, field: str) -> pl.Series | bool:
        """Where the record has the field."""
        column = self.field(field)
        return False if column is None else column.is_not_null()

    def absent(self, field: str) -> pl.Series | bool:
        """Where the record does not have the field."""
        column = self.field(field)
        return True if column is None else column.is_null()

    def field(self, field: str) -> pl.Series | None:
        """The column of a field, if any record has it."""
        return self.frame[f"fields.{field}"] if f"fields.{field}" in self.frame.columns else None

    def number(self, field: str) -> pl.Series | int:
        """A number field's canonical values; a missing one is nothing."""
        column = self.field(field)
        return 0 if column is None or column.dtype != pl.Int64 else column.fill_null(0)

    def happened_before(self, day: int) -> pl.Series:
        """Where the act lies before the day with that ordinal."""
        return self.frame["on"] < date.fromordinal(day)

    @property
    def decided(self) -> pl.Series:
        """The points that someone decided within a range."""
        return self.frame["decided"].fill_null(0)

    @property
    def nth(self) -> pl.Series:
        """The number of each occurrence within its window."""
        return self.frame["nth"]

    def period(self, by: str) -> pl.Series:
        """The number of the period that the act falls into."""
        return said(self.frame.select("on"), lambda on: workdays.number_of(on, by), pl.Int64())


class Columns:
    """The operators of `arithmetic.Over` over columns of whole numbers and of yes and no; plain constants stay constants."""

    @staticmethod
    def choose(given: pl.Series | bool, then: Any, otherwise: Any) -> Any:
        """`then` where `given` holds, `otherwise` elsewhere."""
        if isinstance(given, bool):
            return then if given else otherwise
        return column(then).zip_with(given, column(otherwise))

    @staticmethod
    def least(one: Any, other: Any) -> Any:
        """The smaller of two numbers, row by row."""
        return Columns.choose(one <= other, one, other)

    @staticmethod
    def most(one: Any, other: Any) -> Any:
        """The larger of two numbers, row by row."""
        return Columns.choose(one >= other, one, other)

    @staticmethod
    def divide(number: Any, by: int) -> Any:
        """How often the positive constant goes wholly into each number; none of them is negative."""
        return number // by

    @staticmethod
    def each(items: Rows, value: Any) -> pl.Series:
        """The column of a value that is asked of every row at once."""
        found = value(items)
        return found if isinstance(found, pl.Series) else pl.repeat(found, len(items.frame), dtype=pl.Int64, eager=True)

    @staticmethod
    def pair(one: pl.Series, other: pl.Series, how: Any) -> Any:
        """Two columns, row by row."""
        return how(one, other)

    @staticmethod
    def spread(items: Rows, amounts: pl.Series, by: str, through: Any) -> Any:
        """What each row adds to the outcome of its person's period, in the order of the acts."""
        periods = items.frame.select("who").with_columns(amounts.alias("amount"))
        if by != "life":
            periods = periods.with_columns(items.period(by).alias("period"))
        keys = [name for name in ("who", "period") if name in periods.columns]
        after = periods.select(pl.col("amount").cum_sum().over(keys)).to_series()
        return through(after) - through(after - amounts)

    @staticmethod
    def heaviest(items: Rows, values: pl.Series, of: str) -> pl.Series:
        """Only the highest value of each person's matter or period, the earliest if equal; a record without a key is its own."""
        alone = pl.when(pl.col("matter").is_null()).then(pl.int_range(pl.len()))
        rows = items.frame.select("who", "matter", alone.alias("alone"), values.alias("value"))
        if of != "matter":
            rows = rows.select("who", "value", items.period(of).alias("period"))
        group = [name for name in rows.columns if name != "value"]
        rows = rows.with_columns(best=pl.col("value") == pl.col("value").max().over(group))
        first = pl.col("best").cum_sum().over(group) == 1
        return rows.select(pl.when(pl.col("best") & first).then("value").otherwise(0)).to_series()


columns: arithmetic.Over = Columns()


def column(value: Any) -> pl.Series:
    """A column as it is; a constant as a column of one row, which meets every row of another."""
    return value if isinstance(value, pl.Series) else pl.Series([value], dtype=pl.Int64)


def said(asked: pl.DataFrame, say: Callable[..., Any], dtype: pl.DataType) -> pl.Series:
    """What the calendar says of the days of each row: every distinct row of `asked` is put to `say` once, in Python.

    Engines count months and weeks each in their own way, so no date is ever worked out by one.
    """
    known = asked.unique()
    answers = pl.Series("answer", [say(*row) for row in known.iter_rows()], dtype=dtype)
    found = asked.join(
        known.with_columns(answers), on=asked.columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return found["answer"]
