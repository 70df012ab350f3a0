"""The third reader: the operators of the one formula over columns, a row for each record, so that a county is scored at once.

Why columns at hand rather than expressions to be run later: the formula names its steps again and again (a sum, a limit, the
sum once more), and an expression would grow with every name while a column is worked out once.
Why numbers have 64 bits here: the proof shows for every text that its sums stay below that, before it may rule.
Why comparing, choosing and filtering so often stand where Polars has a word of its own (`clip`, `shift`, `gather`): those are put
to its planner each time, which takes longer than the work itself; what stands here is done at once.
"""

from collections.abc import Callable
from copy import copy
from datetime import date
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import polars as pl

from creditplus import arithmetic, workdays
from creditplus.language.conditions import Op

OPS: dict[Op, Callable[[pl.Series, Any], pl.Series]] = {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}
DAY = pl.Int32()
"""A day is kept as its ordinal, as conditions know it: no engine then has an opinion about dates."""
TYPES: dict[type, pl.DataType] = {bool: pl.Boolean(), int: pl.Int64(), str: pl.String()}
"""How the values of a field are kept in a column."""
FIRST, LAST = date(1940, 1, 1).toordinal(), date(2100, 1, 1).toordinal()
"""A day before every record there can be, and one after."""


class Rows:
    """Standing records of one kind, as the formula sees one item: what it asks of an item is answered for every row at once.

    There is a row for each record in the order of the acts of each person; `who` numbers the people from 0, ascending. A column of
    some of the rows is filtered when it is first asked for: most are never asked for.
    """

    true = True
    false = False

    def __init__(self, frame: pl.DataFrame, kind: str) -> None:
        self.kind = kind
        self.names = frozenset(frame.columns)
        self._of: pl.DataFrame | Rows = frame
        self._kept: pl.Series | None = None
        self._len = len(frame)
        self._known: dict[str, pl.Series] = {}

    def __len__(self) -> int:
        return self._len

    def __getitem__(self, name: str) -> pl.Series:
        if name not in self._known:
            column = self._of[name]
            self._known[name] = column if self._kept is None else column.filter(self._kept)
        return self._known[name]

    def only(self, kept: pl.Series | bool) -> "Rows":
        """The rows for which something holds."""
        if kept is True:
            return self
        found = copy(self)
        found._of, found._known = self, {}
        found._kept = pl.repeat(False, len(self), dtype=pl.Boolean, eager=True) if kept is False else kept
        found._len = int(found._kept.sum())
        return found

    def table(self, *names: str) -> pl.DataFrame:
        """Some columns side by side."""
        return pl.DataFrame({name: self[name] for name in names})

    def having(self, name: str, column: pl.Series) -> "Rows":
        """The rows with one more column."""
        found = copy(self)
        found.names, found._known = self.names | {name}, {**self._known, name: column}
        return found

    def compare(self, field: str, op: Op, value: int | str | bool) -> pl.Series | bool:
        """Where the field is there, has the constant's type, and compares as asked."""
        if field == "kind":
            return op == "eq" and value == self.kind
        column = self.field(field)
        if column is None or column.dtype != TYPES[type(value)] or (op not in ("eq", "ne") and type(value) is not int):
            return False
        return filled(OPS[op](column, value), False)

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
        return self[f"fields.{field}"] if f"fields.{field}" in self.names else None

    def number(self, field: str) -> pl.Series | int:
        """A number field's canonical values; a missing one is nothing."""
        column = self.field(field)
        return 0 if column is None or column.dtype != pl.Int64 else filled(column, 0)

    def happened_before(self, day: int) -> pl.Series:
        """Where the act lies before the day with that ordinal."""
        return self["on"] < day

    @property
    def decided(self) -> pl.Series:
        """The points that someone decided within a range."""
        return filled(self["decided"], 0)

    @property
    def nth(self) -> pl.Series:
        """The number of each occurrence within its window."""
        return self["nth"]

    def period(self, by: str) -> pl.Series:
        """The number of the period that the act falls into."""
        return self._once(f"period:{by}", lambda: told_of_day(self["on"], by))

    def begins(self, by: str) -> pl.Series:
        """Where a person's period begins: the rows stand by person and by day, so each period is one stretch of rows."""
        if by == "life":
            return self._once("begins:life", lambda: turning(self["who"]))
        return self._once(f"begins:{by}", lambda: self.begins("life") | turning(self.period(by)))

    def _once(self, name: str, work: Callable[[], pl.Series]) -> pl.Series:
        """What is worked out of the rows, when it is first asked for."""
        if name not in self._known:
            self._known[name] = work()
        return self._known[name]


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
        return number if by == 1 else number // by

    @staticmethod
    def each(items: Rows, value: Any) -> pl.Series:
        """The column of a value that is asked of every row at once."""
        found = value(items)
        return found if isinstance(found, pl.Series) else repeated(found, len(items))

    @staticmethod
    def pair(one: pl.Series, other: pl.Series, how: Any) -> Any:
        """Two columns, row by row."""
        return how(one, other)

    @staticmethod
    def spread(items: Rows, amounts: pl.Series, by: str, through: Any) -> Any:
        """What each row adds to the outcome of its person's period, in the order of the acts."""
        sums = amounts.cum_sum()
        earlier = sums - amounts
        # What had been added up when a row's own stretch began, carried along to its end.
        ahead = earlier.set(~items.begins(by), None).forward_fill()
        before = earlier - ahead
        return through(before + amounts) - through(before)

    @staticmethod
    def heaviest(items: Rows, values: pl.Series, of: str) -> pl.Series:
        """Only the highest value of each person's matter or period, the earliest if equal; a record without a key is its own."""
        group = items["matter"] if of == "matter" else items.period(of)
        table = {"who": items["who"], "group": group, "value": values}
        rows = pl.DataFrame(table).with_row_index("row").filter(group.is_not_null())
        # Highest first, the earliest first among equals: the first of each group is the one that counts.
        best = rows.sort("value", "row", descending=[True, False]).unique(("who", "group"), keep="first")
        lost = rows.join(best, on="row", how="anti")["row"]
        return values.clone().scatter(lost, 0) if len(lost) else values


columns: arithmetic.Over = Columns()


def column(value: Any) -> pl.Series:
    """A column as it is; a constant as a column of one row, which meets every row of another."""
    return value if isinstance(value, pl.Series) else pl.Series([value], dtype=pl.Int64)


def repeated(value: int | None, times: int, dtype: Any = pl.Int64) -> pl.Series:
    """A column of one value."""
    return pl.Series([value], dtype=dtype).new_from_index(0, times)


def filled(column: pl.Series, value: Any) -> pl.Series:
    """A column with a value where it has none."""
    return column.fill_null(value) if column.null_count() else column


def turning(column: pl.Series) -> pl.Series:
    """Where a row has another value than the one before it; the first row has."""
    return pl.concat([pl.Series([True] * min(1, len(column)), dtype=pl.Boolean), column[1:] != column[:-1]])


@cache
def calendar_of(by: str) -> pl.Series:
    """What the calendar says of each day since `FIRST`: the number of its month, quarter or year, worked out once, in Python.

    Engines count months and weeks each in their own way, so no date is ever worked out by one.
    """
    days = map(date.fromordinal, range(FIRST, LAST))
    return pl.Series([workdays.number_of(day, by) for day in days], dtype=pl.Int64)


def told_of_day(days: pl.Series, by: str) -> pl.Series:
    """The number of the period that each day falls into."""
    if by == "day":
        return days.cast(pl.Int64)
    return calendar_of(by)[days - FIRST]


def said(asked: pl.DataFrame, say: Callable[..., Any], dtype: pl.DataType) -> pl.Series:
    """What Python says of each row: every distinct row of `asked` is put to `say` once."""
    known = asked.unique()
    answers = pl.Series("answer", [say(*row) for row in known.iter_rows()], dtype=dtype)
    found = asked.join(
        known.with_columns(answers), on=asked.columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return found["answer"]
