"""The reading of a rulebook's formulas for the proof: one record more, on top of anything that may have happened before.

Why a column is a list of places: one more record touches few places of a history: itself, the record of the same matter that
it may outweigh, and later records that become a later occurrence. For each place a column holds the value `with` and `without`
the new record; everything else is one unknown number for each period. Because a pool is never longer than a limit that follows,
this is exact for one more record on top of anything. Places in different periods are always possible, and they are the harder
case both for never losing points and for the most that is gained, so places are kept in different periods until life.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from creditplus import arithmetic
from creditplus.language import conditions
from creditplus.province.catalogues import Field, Kind
from creditplus.tools.proof import smt
from creditplus.tools.proof.smt import Script

LENGTHS = {"record": 0, "day": 1, "month": 2, "year": 3, "life": 4}
Values = tuple[Any, Any]


class Place(NamedTuple):
    """A record as it is with the new one and without it; None where it is not there."""

    with_: "Symbol | None"
    without: "Symbol | None"


class Touched(NamedTuple):
    """The places of a history that one more record touches; `rival` is the place of the heaviest of the same matter or period.

    `there` says of each place whether the history has it at all; without it, it has all of them.
    """

    places: Sequence[Place]
    rival: int | None = None
    there: Sequence[Any] = ()


class Column(NamedTuple):
    """The value of each place with and without the new record, and the length of period that each value spans."""

    cells: tuple[Values, ...]
    length: int = 0

    @property
    def total(self) -> Values:
        """All places together, with and without the new record."""
        with_, without = (0, 0) if len(self.cells) != 1 else self.cells[0]
        for one, other in self.cells if len(self.cells) != 1 else ():
            with_, without = with_ + one, without + other
        return with_, without


class Symbol:
    """Any record of a kind that the catalogue allows."""

    true = True
    false = False

    def __init__(self, script: Script, kind: Kind, nth: Any = 1) -> None:
        self.script = script
        self.kind = kind
        self.nth = nth
        self.known: dict[str, tuple[Any, Any]] = {}
        self.codes: dict[str, dict[str, int]] = {}
        self.own_day: Any = None
        self.own_decision: Any = None

    def again(self, nth: Any) -> "Symbol":
        """The same record as another occurrence."""
        other = Symbol(self.script, self.kind, nth)
        other.known, other.codes = self.known, self.codes
        other.own_day, other.own_decision = self.own_day, self.decided
        return other

    def field(self, code: str) -> tuple[Any, Any]:
        """Whether a field is there, and its value."""
        if code not in self.known:
            field = self.kind.field(code)
            if field is None:
                self.known[code] = (False, 0)
            else:
                there = True if field.required else self.script.truth(f"has_{code}")
                self.known[code] = (there, self._value(field))
        return self.known[code]

    def _value(self, field: Field) -> Any:
        match field.type:
            case "yes_no":
                return self.script.truth(field.code)
            case "text":
                last = len(field.choices) - 1 if field.choices else None
                self.codes[field.code] = {choice: place for place, choice in enumerate(field.choices)}
                return self.script.integer(field.code, 0, last)
            case "date":
                return self.script.integer(field.code, 1, date.max.toordinal())
        return self.script.integer(field.code, *ends_of(field))

    def number(self, code: str) -> Any:
        """A number field's value; a missing one is nothing."""
        there, value = self.field(code)
        return smt.choose(there, value, 0)

    def compare(self, code: str, op: str, value: Any) -> Any:
        """Whether the field is there and compares as asked."""
        if code == "kind":
            return conditions.COMPARED[op](self.kind.code, value)
        there, found = self.field(code)
        field = self.kind.field(code)
        if field is None:
            return False
        if isinstance(value, bool):
            same = found if value else ~found
            return there & (same if op == "eq" else ~same)
        if isinstance(value, str):
            if op not in ("eq", "ne") or field.type != "text":
                return False
            codes = self.codes[code]
            if value not in codes:  # another choice than the catalogue's never occurs; a text without choices may
                codes[value] = -1 if field.choices else len(codes)
            value = codes[value]
        return there & conditions.COMPARED[op](found, value)

    def exists(self, code: str) -> Any:
        """Whether the record has the field."""
        return self.field(code)[0]

    def absent(self, code: str) -> Any:
        """Whether the record does not have the field."""
        there = self.exists(code)
        return not there if isinstance(there, bool) else ~there

    @property
    def decided(self) -> Any:
        """The points that someone decided: any."""
        if self.own_decision is None:
            self.own_decision = self.script.integer("decided")
        return self.own_decision

    def happened_before(self, day: int) -> Any:
        """Whether the act lies before a day."""
        if self.own_day is None:
            self.own_day = self.script.integer("day", date(1949, 10, 1).toordinal(), date.max.toordinal())
        return self.own_day < day


def ends_of(field: Field) -> tuple[int, int]:
    """The least and greatest canonical value of a number field."""
    parts = 10**field.places if field.type == "decimal" else 1
    most = field.max if field.max is not None else arithmetic.NUMBER_MAX * arithmetic.AMOUNT
    return -(-field.min * parts // arithmetic.AMOUNT), most * parts // arithmetic.AMOUNT


class Terms:
    """The operators of `arithmetic.Over` for written terms. `others` says what else may lie in a period; it counts from 0."""

    choose = staticmethod(smt.choose)
    least = staticmethod(smt.least)
    most = staticmethod(smt.most)

    def __init__(self, script: Script, others: Callable[[Any], Any] | None = None) -> None:
        self.script = script
        self.others = others
        self.divided: list[tuple[Any, int]] = []
        self.sums: list[Any] = []

    def divide(self, number: Any, by: int) -> Any:
        """How often `by` goes wholly into a number; every division is remembered."""
        self.divided.append((number, by))
        return smt.divide(number, by)

    def each(self, items: Touched, value: Any) -> Column:
        """The value of every place."""
        cells = []
        for with_, without in items.places:
            one = value(with_) if with_ is not None else 0
            cells.append((one, one if without is with_ else value(without) if without is not None else 0))
        for place, there in enumerate(items.there):
            with_worth, without_worth = cells[place]
            cells[place] = smt.choose(there, with_worth, 0), smt.choose(there, without_worth, 0)
        return Column(tuple(cells))

    def pair(self, one: Column, other: Column, how: Any) -> Column:
        """Place by place. Of what was pooled no record's own share is known, so there it is any number at all."""
        if one.length or other.length:
            return Column(
                tuple((self.script.integer("any"), self.script.integer("any")) for _ in one.cells), one.length
            )
        cells = []
        for (a, a_without), (b, b_without) in zip(one.cells, other.cells, strict=True):
            same = a_without is a and b_without is b
            cells.append((found := how(a, b), found if same else how(a_without, b_without)))
        return Column(tuple(cells))

    def heaviest(self, items: Touched, column: Column, _: str) -> Column:
        """The first place against the heaviest other one of its matter or period, if there is one; of two equal ones the earlier counts."""
        if items.rival is None:
            return column
        cells = list(column.cells)
        alone, earlier = self.script.truth("alone"), self.script.truth("earlier")
        (new, before), (old, same) = cells[0], (smt.choose(alone, 0, value) for value in cells[items.rival])
        kept = self._heavier(new, old, alone, earlier)
        left = (0, same) if items.places[0].without is None else self._heavier(before, same, alone, earlier)
        cells[0], cells[items.rival] = zip(kept, left, strict=True)
        return Column(tuple(cells))

    @staticmethod
    def _heavier(one: Any, other: Any, alone: Any, earlier: Any) -> Values:
        """Of two values of one matter the heavier, and 0 for the other."""
        takes = alone | (one > other) | ((one == other) & earlier)
        return smt.choose(takes, one, 0), smt.choose(takes, 0, other)

    def spread(self, items: Any, column: Column, by: str, through: Any) -> Column:
        """Each place's period, with everything else in it, put through a function."""
        length = LENGTHS[by]
        cells = (column.total,) if by == "life" else column.cells
        return Column(tuple(self._outcome(cell, length > column.length, by, through) for cell in cells), length)

    def _outcome(self, cell: Values, more: bool, by: str, through: Any) -> Values:
        with_, without = cell
        if more:
            rest = self.others(with_) if self.others else self.script.integer(f"others_of_{by}", 0)
            with_, without = with_ + rest, without + rest
        self.sums.append(with_)
        same = smt.written(with_) == smt.written(without)
        outcome = through(with_)
        return outcome, outcome if same else through(without)
