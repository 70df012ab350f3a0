"""The condition of a rule (`when`): which facts of a record must hold. Data, never code, and read the same way by everyone.

A missing field satisfies no comparison, not even `is_not`: ask with `exists` explicitly.
Values are canonical: decimals as whole parts of their last place, days as ordinals, texts and yes/no as they are. Order is
compared on numbers only, and nothing is ever compared across types.

Why `holds` never says `not`: it is read with whole numbers, z3 terms and columns, and `~True` is -2 for the first of them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import msgspec

from creditplus import arithmetic
from creditplus.errors import Words

Op = Literal["eq", "ne", "lt", "le", "gt", "ge"]
LEAVES_MAX = 40
"""Leaves of one condition: far below the 64 that the engine may keep pending at once."""
DEPTH_MAX = 4


class Compare(msgspec.Struct, frozen=True, tag="compare"):
    """One field against one constant."""

    field: str
    op: Op
    value: int | str | bool


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


Condition = Compare | Exists | Absent | All | Either


class FieldType(msgspec.Struct, frozen=True):
    """What a field can be compared with."""

    type: Literal["text", "whole", "decimal", "fen", "date", "yes_no"]
    places: int = 0
    choices: tuple[str, ...] = ()


class Plain:
    """The plain reading of one record's facts."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, int | str | bool]) -> None:
        self.values = values

    def compare(self, field: str, op: Op, value: int | str | bool) -> bool:
        """Whether the field is there, has the constant's type, and compares as asked."""
        found = self.values.get(field)
        if found is None or type(found) is not type(value):
            return False
        match op:
            case "eq":
                return found == value
            case "ne":
                return found != value
        if not isinstance(found, int) or not isinstance(value, int) or isinstance(found, bool):
            return False
        return {"lt": found < value, "le": found <= value, "gt": found > value, "ge": found >= value}[op]

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
            return every
    some = facts.false
    for part in condition.parts:
        some = some | holds(part, facts)
    return some


class Leaf(NamedTuple):
    """One comparison of a condition beside what the record says: it shows why a rule did not apply."""

    field: str
    op: str
    bound: int | str | bool | None
    value: int | str | bool | None
    verdict: bool


def leaves(condition: Condition) -> list[Compare | Exists | Absent]:
    """Every comparison of a condition, in the order of the text."""
    if isinstance(condition, All | Either):
        return [leaf for part in condition.parts for leaf in leaves(part)]
    return [condition]


def explain(condition: Condition, values: Mapping[str, int | str | bool]) -> list[Leaf]:
    """Each comparison with the record's value and its verdict."""
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


Problems = list[tuple[tuple[str | int, ...], Words]]
OPS: dict[str, Op] = {"is": "eq", "is_not": "ne", "at_least": "ge", "at_most": "le", "above": "gt", "below": "lt"}


def read(when: Mapping[str, Any], fields: Mapping[str, FieldType]) -> tuple[Condition, Problems]:
    """A condition from its written form, checked against the kind's fields; every problem with its path at once."""
    problems: Problems = []
    condition = _table(when, fields, (), problems)
    if len(leaves(condition)) > LEAVES_MAX:
        problems.append(((), Words(f"条件超过 {LEAVES_MAX} 项", f"more than {LEAVES_MAX} comparisons; split the rule")))
    return condition, problems


def _table(when: Any, fields: Mapping[str, FieldType], path: tuple[str | int, ...], problems: Problems) -> All:
    if not isinstance(when, Mapping) or len(path) > 2 * DEPTH_MAX:
        problems.append(
            (
                path,
                Words(
                    "这里要写一个条件表 { … }，至多四层", "write a table of conditions { … } here, at most four levels"
                ),
            )
        )
        return All(())
    parts: list[Condition] = []
    for key, written in when.items():
        here = (*path, key)
        if key in ("any", "all"):
            if not isinstance(written, list) or not written:
                problems.append(
                    (here, Words("这里要写条件的列表 [ { … } ]", "write a list of conditions [ { … } ] here"))
                )
                continue
            inner = tuple(_table(part, fields, (*here, place), problems) for place, part in enumerate(written))
            parts.append(Either(inner) if key == "any" else All(inner))
        elif key not in fields:
            known = ", ".join(f"`{name}`" for name in sorted(fields)) or "-"
            problems.append(
                (here, Words(f"没有字段 `{key}`；可以写 {known}", f"no field `{key}`; write one of {known}"))
            )
        else:
            parts += _field(key, written, fields[key], here, problems)
    return All(tuple(parts))


def _field(
    field: str, written: Any, type: FieldType, path: tuple[str | int, ...], problems: Problems
) -> list[Condition]:
    if isinstance(written, list):
        written = {"one_of": written}
    if not isinstance(written, Mapping):
        written = {"is": written}
    parts: list[Condition] = []
    for key, bound in written.items():
        here = path if len(written) == 1 and key == "is" else (*path, key)
        if key == "exists" and isinstance(bound, bool):
            parts.append(Exists(field) if bound else Absent(field))
        elif key == "one_of" and isinstance(bound, list) and bound:
            values = [_constant(value, type, (*here, place), problems) for place, value in enumerate(bound)]
            parts.append(Either(tuple(Compare(field, "eq", value) for value in values if value is not None)))
        elif key in OPS:
            if OPS[key] not in ("eq", "ne") and type.type in ("text", "yes_no"):
                problems.append((here, Words("文字不能比大小", "texts have no order; write `is` or `one_of`")))
            elif (value := _constant(bound, type, here, problems)) is not None:
                parts.append(Compare(field, OPS[key], value))
        else:
            allowed = ", ".join(f"`{name}`" for name in (*OPS, "one_of", "exists"))
            problems.append((here, Words(f"可以写 {allowed}", f"write one of {allowed}")))
    return parts


def _constant(
    written: Any, type: FieldType, path: tuple[str | int, ...], problems: Problems
) -> int | str | bool | None:
    """A constant in canonical form, or None with a problem."""
    value: int | str | bool | None = None
    if type.type == "text" and isinstance(written, str):
        value = written if not type.choices or written in type.choices else None
    elif type.type == "yes_no" and isinstance(written, bool):
        value = written
    elif type.type == "date" and isinstance(written, date) and not isinstance(written, datetime):
        value = written.toordinal()
    elif type.type in ("whole", "fen", "decimal"):
        value = arithmetic.scaled(written, 10**type.places if type.type == "decimal" else 1)
    if value is None:
        zh, en = {
            "text": ("文字", "a text"),
            "yes_no": ("true 或 false", "true or false"),
            "date": ("日期", "a date such as 2026-07-01"),
            "decimal": (f"至多 {type.places} 位小数的数", f"a number with at most {type.places} decimal places"),
        }.get(type.type, ("整数", "a whole number"))
        choices = "、".join(type.choices)
        zh, en = (f"其中之一：{choices}", f"one of: {choices}") if choices else (zh, en)
        problems.append((path, Words(f"这里要写{zh}", f"write {en} here")))
    return value
