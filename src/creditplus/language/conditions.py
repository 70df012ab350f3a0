"""The condition of a rule (`when`): which facts of a record must hold. Data, never code, and read the same way by everyone.

A missing field satisfies no comparison, not even `is_not`: ask with `exists` explicitly.
Values are canonical: decimals as whole parts of their last place, days as ordinals, texts and yes/no as they are. Order is
compared on numbers only, and nothing is ever compared across types.

Why `holds` never says `not`: it is read with whole numbers, z3 terms and columns, and `~True` is -2 for the first of them.
"""

import operator
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

import msgspec

Op = Literal["eq", "ne", "lt", "le", "gt", "ge"]
Value = int | str | bool

# What the rule engine adds to these limits stands in `networks.py`.
LEAVES_MAX = 40
"""Comparisons of one condition: more cannot be explained to a resident, and the engine holds at most 64 pending at once."""
DEPTH_MAX = 4
"""How deeply `any` and `all` may lie within each other: deeper is not read correctly by people."""
NUMBER_END = 2**62
"""Constants lie below this magnitude: facts beyond it may then be cut down to it, where the engine's 64 bits would saturate."""


class Compare(msgspec.Struct, frozen=True, tag="compare"):
    """One field against one constant."""

    field: str
    op: Op
    value: Value

    def __post_init__(self) -> None:
        if self.op not in ("eq", "ne") and type(self.value) is not int:
            raise ValueError("only numbers have an order")
        if isinstance(self.value, int) and abs(self.value) >= NUMBER_END:
            raise ValueError("the number is too large to be compared")


class Exists(msgspec.Struct, frozen=True, tag="exists"):
    """The record has the field."""

    field: str


class Absent(msgspec.Struct, frozen=True, tag="absent"):
    """The record does not have the field."""

    field: str


class All(msgspec.Struct, frozen=True, tag="all"):
    """Every part holds; without parts it always holds."""

    parts: tuple["Condition", ...]


class Either(msgspec.Struct, frozen=True, tag="any"):
    """At least one part holds; without parts it never holds."""

    parts: tuple["Condition", ...]


Leafy = Compare | Exists | Absent
Condition = Compare | Exists | Absent | All | Either
COMPARED = {name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")}


class Plain:
    """The plain reading of one record's facts."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    def compare(self, field: str, op: Op, value: Value) -> bool:
        """Whether the field is there, has the constant's type, and compares as asked; only numbers have an order."""
        found = self.values.get(field)
        if type(found) is not type(value) or (type(value) is not int and op not in ("eq", "ne")):
            return False
        return bool(COMPARED[op](found, value))

    def exists(self, field: str) -> bool:
        """Whether the record has the field."""
        return field in self.values

    def absent(self, field: str) -> bool:
        """Whether the record does not have the field."""
        return field not in self.values

    true = True
    false = False


def holds(condition: Condition, facts: Any) -> Any:
    """Whether a condition holds for facts that can `compare`, tell what `exists` and is `absent`, and know `true` and `false`."""
    match condition:
        case Compare():
            return facts.compare(condition.field, condition.op, condition.value)
        case Exists():
            return facts.exists(condition.field)
        case Absent():
            return facts.absent(condition.field)
        case All():
            every = facts.true
            for part in condition.parts:
                every = every & holds(part, facts)
                if every is False:  # only whole readings know so early; terms and columns go on
                    break
            return every
    some = facts.false
    for part in condition.parts:
        some = some | holds(part, facts)
        if some is True:
            break
    return some


class Leaf(NamedTuple):
    """One comparison of a condition beside what the record says: it shows why a rule did not apply."""

    field: str
    op: str
    bound: Value | None
    value: Value | None
    verdict: bool


def leaves(condition: Condition) -> Iterator[Leafy]:
    """Every comparison of a condition, in the order of the text."""
    if isinstance(condition, All | Either):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def explain(condition: Condition, values: Mapping[str, Value]) -> list[Leaf]:
    """Each comparison with its bound, the record's value (None: it has none) and the verdict."""
    facts = Plain(values)
    return [
        Leaf(
            leaf.field,
            leaf.op if isinstance(leaf, Compare) else "exists" if isinstance(leaf, Exists) else "absent",
            leaf.value if isinstance(leaf, Compare) else None,
            values.get(leaf.field),
            holds(leaf, facts),
        )
        for leaf in leaves(condition)
    ]


class FieldType(msgspec.Struct, frozen=True):
    """What a field can be compared with: its type, its decimal places, and its choices if it is a text that has them."""

    type: Literal["text", "whole", "decimal", "fen", "date", "yes_no"]
    places: int = 0
    choices: tuple[str, ...] = ()
