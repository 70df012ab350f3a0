"""Exact numbers: points in whole hundredths, amounts in ten-thousandths of a unit, money in fen, and no floats anywhere.

Why operators are collected in a class: the formula that turns records into points is written once, over the few operators
of `Integers`. The proof reads the same formula with z3 terms and the bulk re-score with Polars columns; each brings a class
with the same operators (`tools/proof.py`, `tools/bulk/`). Division is by a positive constant and of non-negative numbers
only, because engines disagree about the rest; signs are applied last.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Protocol

from msgspec import Meta

POINT = 100
"""Hundredths in one point."""
AMOUNT = 10_000
"""Parts in one unit of a quantity (an hour, a millilitre): a catalogue field has at most four decimal places."""
NUMBER_MAX = 10**12
"""No point value or amount of a text may be larger than this many units; with it, no sum leaves 64 bits."""

Points = Annotated[
    int, Meta(extra={"scale": POINT}, extra_json_schema={"type": "number", "multipleOf": 0.01, "description": "points"})
]
Amount = Annotated[
    int,
    Meta(
        extra={"scale": AMOUNT},
        extra_json_schema={"type": "number", "multipleOf": 0.0001, "description": "units of the measured field"},
    ),
]


class Over(Protocol):
    """The operators over which the formula is written. Truth values combine with `&` and `|`, numbers with `+ - * <= <`."""

    def choose(self, given: Any, then: Any, otherwise: Any) -> Any:
        """`then` where `given` holds, `otherwise` elsewhere."""

    def least(self, one: Any, other: Any) -> Any:
        """The smaller of two numbers."""

    def most(self, one: Any, other: Any) -> Any:
        """The larger of two numbers."""

    def divide(self, number: Any, by: int) -> Any:
        """How often the positive constant `by` goes wholly into a number that is not negative."""

    def spread(self, items: Any, column: Any, by: str, through: Any) -> Any:
        """Sum `column` within each period (`by`), put each sum `through` a function, spread the outcome over the items.

        What the items of a period receive adds up to `through(sum)`; `through(0)` must be 0.
        """

    def each(self, items: Any, value: Any) -> Any:
        """The column of `value(item)` for every item."""

    def pair(self, one: Any, other: Any, how: Any) -> Any:
        """The column of `how(a, b)` for the two columns' values of every item."""

    def heaviest(self, items: Any, column: Any, of: str) -> Any:
        """The column with only the highest value of each matter, or each period, left (the earliest, if equal); the others become 0."""


class Integers:
    """The first reader: plain whole numbers, item by item, in the order in which things happened."""

    @staticmethod
    def choose(given: bool, then: int, otherwise: int) -> int:
        """`then` if `given`, else `otherwise`."""
        return then if given else otherwise

    least = staticmethod(min)
    most = staticmethod(max)

    @staticmethod
    def divide(number: int, by: int) -> int:
        """How often `by` goes wholly into `number`."""
        return number // by

    @staticmethod
    def each(items: Any, value: Any) -> list[int]:
        """The list of values."""
        return [value(item) for item in items]

    @staticmethod
    def spread(items: Any, column: list[int], by: str, through: Any) -> list[int]:
        """Each item receives what it adds to its period's outcome, so the shares add up by construction."""
        sums: dict[int, tuple[int, int]] = {}
        shares = []
        for item, value in zip(items, column, strict=True):
            period = item.period(by)
            total, outcome = sums.get(period, (0, 0))
            total += value
            sums[period] = (total, through(total))
            shares.append(sums[period][1] - outcome)
        return shares

    @staticmethod
    def pair(one: list[int], other: list[int], how: Any) -> list[int]:
        """Item by item."""
        return list(map(how, one, other))

    @staticmethod
    def heaviest(items: Any, column: list[int], of: str) -> list[int]:
        """Zero for all but the first of the highest values of each matter or period."""
        groups = [item.matter if of == "matter" else item.period(of) for item in items]
        best: dict[Any, int] = {}
        for place, (group, value) in enumerate(zip(groups, column, strict=True)):
            if group not in best or value > column[best[group]]:
                best[group] = place
        return [value if best[groups[place]] == place else 0 for place, value in enumerate(column)]


integers = Integers()


def scaled(number: object, scale: int) -> int | None:
    """A number as a whole count of its `scale`-ths, or None if it is no finite number, too large, or would lose a fraction."""
    if number.__class__ is int and -NUMBER_MAX <= number <= NUMBER_MAX:  # nearly every one
        return number * scale
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return None
    exact = Decimal(number)
    if not exact.is_finite() or not -40 < exact.adjusted() < 16 or len(exact.as_tuple().digits) > 30:
        return None
    # As a ratio of whole numbers: Decimal's own product would round what is too long for it.
    above, below = exact.as_integer_ratio()
    whole, lost = divmod(above * scale, below)
    return None if lost or abs(exact) > NUMBER_MAX else whole


@lru_cache(8192)
def shown(points: int) -> str:
    """Hundredths as people write points: `1250` is `12.5`, `-2000` is `-20`."""
    sign, (whole, part) = "-" if points < 0 else "", divmod(abs(points), POINT)
    return f"{sign}{whole}" + (f".{part:02d}".rstrip("0") if part else "")
