"""What an author writes as `when`, read into a condition: every mistake is found at once, with what to write instead.

| written | means |
|---|---|
| `level = "nation"` | equals |
| `level = ["nation", "province"]` | equals one of them |
| `hours = { at_least = 10, below = 20 }` | every comparison holds: `at_least` `at_most` `above` `below` `is` `is_not` `one_of` |
| `hours = { exists = false }` | the record does not have the field |
| `any = [ { … }, { … } ]`, `all = [ … ]` | at least one, every one of the conditions in the list |

Several keys hold together.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from creditplus import arithmetic
from creditplus.errors import Words
from creditplus.language import conditions, likenesses
from creditplus.language.conditions import Absent, All, Compare, Condition, Either, Exists, FieldType, Op, Value

Path = tuple[str | int, ...]
Problems = list[tuple[Path, Words]]
OPS: dict[str, Op] = {"is": "eq", "is_not": "ne", "at_least": "ge", "at_most": "le", "above": "gt", "below": "lt"}
KEYS = (*OPS, "one_of", "exists")
EXPECTED = {
    "text": ("带引号的文字", "a text in quotes"),
    "yes_no": ("true 或 false", "true or false"),
    "date": ("日期，例如 2026-07-01", "a date such as 2026-07-01"),
    "decimal": ("数", "a number"),
    "whole": ("整数", "a whole number"),
    "fen": ("以分为单位的整数", "a whole number of fen"),
}


def read(when: Mapping[str, Any], fields: Mapping[str, FieldType]) -> tuple[Condition, Problems]:
    """A condition from its written form, checked against the kind's fields; every problem with its path at once."""
    reading = Reading(fields)
    condition = reading.table(when, (), conditions.DEPTH_MAX)
    count = sum(1 for _ in conditions.leaves(condition))
    if count > conditions.LEAVES_MAX:
        reading.wrong(
            (),
            f"有 {count} 项比较，至多 {conditions.LEAVES_MAX} 项；请拆成几条规则",
            f"{count} comparisons, at most {conditions.LEAVES_MAX} fit; write several rules",
        )
    return condition, reading.problems


class Reading:
    """One walk over a written condition; every problem is noted and the walk goes on."""

    def __init__(self, fields: Mapping[str, FieldType]) -> None:
        self.fields = fields
        self.problems: Problems = []

    def wrong(self, path: Path, zh: str, en: str) -> None:
        """Note a problem."""
        self.problems.append((path, Words(zh, en)))

    def table(self, when: Any, path: Path, depth: int) -> All:
        """`{ field = …, any = [ … ] }`: every key must hold."""
        if not isinstance(when, Mapping):
            self.wrong(
                path,
                f"`{shown(when)}` 不是条件；请写 {{ 字段 = 值 }}",
                f"`{shown(when)}` is no condition; write {{ field = value }}",
            )
            return All(())
        parts: list[Condition] = []
        for key, written in when.items():
            here = (*path, key)
            if key in ("any", "all"):
                inner = self.listed(written, here, depth - 1)
                parts.append(Either(inner) if key == "any" else All(inner))
            elif key in self.fields:
                parts += self.field(key, written, here)
            else:
                zh, en = likenesses.nearest(key, self.fields)
                self.wrong(here, f"没有字段 `{shown(key)}`{zh}", f"there is no field `{shown(key)}`{en}")
        return All(tuple(parts))

    def listed(self, written: Any, path: Path, depth: int) -> tuple[Condition, ...]:
        """The list behind `any` or `all`."""
        if depth < 0:
            self.wrong(
                path,
                f"`{path[-1]}` 至多嵌套 {conditions.DEPTH_MAX} 层；请拆成几条规则",
                f"`{path[-1]}` lies more than {conditions.DEPTH_MAX} levels deep; write several rules",
            )
        elif not isinstance(written, list) or not written:
            self.wrong(
                path,
                f"`{path[-1]}` 后面要写列表 [ {{ 字段 = 值 }}, … ]",
                f"write a list after `{path[-1]}`: [ {{ field = value }}, … ]",
            )
        else:
            return tuple(self.table(part, (*path, place), depth) for place, part in enumerate(written))
        return ()

    def field(self, name: str, written: Any, path: Path) -> list[Condition]:
        """What is written behind a field: a value, a list of values, or a table of comparisons that must all hold."""
        if isinstance(written, list):
            return [self.one_of(name, written, path)]
        if not isinstance(written, Mapping):
            return self.compared(name, "eq", written, path)
        if not written:
            self.wrong(
                path,
                f"`{name}` 后面的表是空的；可以写 {likenesses.quoted(KEYS)}",
                f"the table after `{name}` is empty; write one of {likenesses.quoted(KEYS)}",
            )
        parts: list[Condition] = []
        for key, bound in written.items():
            parts += self.keyed(name, key, bound, (*path, key))
        return parts

    def keyed(self, name: str, key: str, bound: Any, path: Path) -> list[Condition]:
        """One `key = bound` of a field's table."""
        type = self.fields[name].type
        if key == "one_of":
            return [self.one_of(name, bound, path)]
        if key == "exists":
            if isinstance(bound, bool):
                return [Exists(name) if bound else Absent(name)]
            self.wrong(
                path,
                f"`{shown(bound)}` 要改为 true 或 false",
                f"`{shown(bound)}` is neither true nor false; write `true` or `false`",
            )
        elif key not in OPS:
            zh, en = likenesses.nearest(key, KEYS)
            self.wrong(path, f"不认识的比较 `{shown(key)}`{zh}", f"unknown comparison `{shown(key)}`{en}")
        elif type in ("text", "yes_no") and OPS[key] not in ("eq", "ne"):
            self.wrong(
                path,
                f"`{name}` 不是数，不能用 `{key}`；可以写 `is` 或 `one_of`",
                f"`{name}` has no order for `{key}`; write `is` or `one_of`",
            )
        else:
            return self.compared(name, OPS[key], bound, path)
        return []

    def one_of(self, name: str, written: Any, path: Path) -> Condition:
        """Any of several values."""
        if not isinstance(written, list) or not written:
            self.wrong(
                path,
                f"`{name}` 后面要写至少一个值的列表 [ … ]",
                f"write a list with at least one value for `{name}`: [ … ]",
            )
            return Either(())
        return Either(
            tuple(
                part for place, value in enumerate(written) for part in self.compared(name, "eq", value, (*path, place))
            )
        )

    def compared(self, name: str, op: Op, written: Any, path: Path) -> list[Condition]:
        """One comparison, or nothing and a problem."""
        type = self.fields[name]
        value, wrong = canonical(written, type)
        if value is not None:
            return [Compare(name, op, value)]
        self.wrong(path, f"`{shown(written)}` {wrong.zh}", f"`{shown(written)}` {wrong.en}")
        return []


def canonical(written: Any, type: FieldType) -> tuple[Value | None, Words]:
    """A constant in canonical form, or None and what is wrong with it."""
    zh, en = EXPECTED[type.type]
    wrong = Words(f"不能和这个字段比较；请写{zh}", f"cannot be compared with this field; write {en}")
    match type.type:
        case "text" if isinstance(written, str):
            if not type.choices or written in type.choices:
                return written, wrong
            zh, en = likenesses.nearest(written, type.choices)
            return None, Words(f"不在可选值之中{zh}", f"is not one of the choices{en}")
        case "yes_no" if isinstance(written, bool):
            return written, wrong
        case "date" if isinstance(written, date) and not isinstance(written, datetime):
            return written.toordinal(), wrong
        case "whole" | "fen" | "decimal" if isinstance(written, int | Decimal) and not isinstance(written, bool):
            return number(written, type.places if type.type == "decimal" else 0, wrong)
    return None, wrong


def number(written: int | Decimal, places: int, wrong: Words) -> tuple[int | None, Words]:
    """A number as whole parts of its last place, or None and what is wrong with it."""
    value = arithmetic.scaled(written, 10**places)
    most = arithmetic.NUMBER_MAX
    if value is not None or not Decimal(written).is_finite():
        return value, wrong
    if abs(Decimal(written)) > most:
        return None, Words(
            f"太大；请写 {-most} 到 {most} 之间的数", f"is too large; write a number from {-most} to {most}"
        )
    if places:
        return None, Words(f"的小数位太多；至多写 {places} 位", f"has too many decimal places; write at most {places}")
    return None, wrong


def shown(written: Any) -> str:
    """What the author wrote, shortened."""
    if isinstance(written, Mapping | list):
        return "{ … }" if isinstance(written, Mapping) else "[ … ]"
    return str(written).lower() if isinstance(written, bool) else str(written)[:60]
