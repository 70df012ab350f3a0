"""How what an author wrote becomes a value: one form for each type, worked out once, which notes everything that is wrong.

Why a form first asks whether all is well, in one look, and only then what is wrong: nearly everything in a text is right,
and a text of a thousand rules is read while somebody waits.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec import inspect

from creditplus import arithmetic
from creditplus.errors import Words
from creditplus.language import likenesses, shapes
from creditplus.language.lines import Path

PROBLEMS_MAX = 200
"""More than anybody mends in one go: what comes after them is told the next time."""
ENTRIES_MAX, KEYS_MAX, LETTERS_MAX = 1000, 200, 400
"""Entries of a list, keys of a table and letters of a text for which the type states no limit."""


class Reading:
    """One walk over raw values beside their type; every problem is noted and the walk goes on."""

    def __init__(self) -> None:
        self.problems: list[tuple[Path, Words, str]] = []

    def read(self, type: Any, raw: object, path: Path) -> object:
        """`raw` as a value of `type`, a struct; None where a problem was noted."""
        return struct(type).read(raw, path, self)

    def wrong(self, path: Path, zh: str, en: str, code: str = "") -> Any:
        """Note a problem, with the guardrail that it breaks if it is one; there is no value then."""
        if not self.enough:
            self.problems.append((path, Words(zh, en), code))
        return None

    @property
    def enough(self) -> bool:
        """Whether so many problems are noted that the rest can wait."""
        return len(self.problems) >= PROBLEMS_MAX


class Form:
    """Anything at all, as a condition's table; the other forms are stricter."""

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """`raw` as a value; None where a problem was noted."""
        return raw


class Struct(Form):
    """A table with known keys."""

    def __init__(self, type: inspect.StructType) -> None:
        self.type = type
        self.known = shapes.fields_of(type.cls)
        self.needed = {key: shapes.guardrail_of(field.type) for key, field in self.known.items() if field.required}
        self.fields: dict[str, tuple[str, Form]] = {}

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """The value, if every key is known and well written, and none is missing."""
        if not isinstance(raw, dict):
            return reading.wrong(path, "这里要写一个表 { … }", "write a table { … } here")
        if not self.fields:  # not before: a type may hold itself
            self.fields = {key: (field.name, form(field.type)) for key, field in self.known.items()}
        values, before = {}, len(reading.problems)
        for key, written in raw.items():
            if (known := self.fields.get(key)) is not None:
                name, inner = known
                values[name] = inner.read(written, (*path, key), reading)
            elif not reading.enough:
                zh, en = likenesses.nearest(key, sorted(self.known))
                reading.wrong((*path, key), f"不认识的键 `{key[:60]}`{zh}", f"unknown key `{key[:60]}`{en}")
        for key in [key for key in self.needed if key not in raw]:
            reading.wrong(path, f"缺少 `{key}`", f"`{key}` is missing", self.needed[key])
        return None if reading.enough or len(reading.problems) > before else self.type.cls(**values)


class Array(Form):
    """A list of any length up to its limit."""

    def __init__(self, type: inspect.VarTupleType | inspect.ListType) -> None:
        self.item = form(type.item_type)
        self.least, self.most = type.min_length or 0, type.max_length or ENTRIES_MAX

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """The entries, as a tuple."""
        if not isinstance(raw, list):
            return reading.wrong(path, "这里要写一个列表 [ … ]", "write a list [ … ] here")
        if len(raw) > self.most:
            return reading.wrong(path, f"超过 {self.most} 项，请精简", f"more than {self.most} entries; write fewer")
        if len(raw) < self.least:
            return reading.wrong(path, f"至少要有 {self.least} 项", f"write at least {self.least} entry")
        values = []
        for place, written in enumerate(raw):
            if reading.enough:
                return None
            values.append(self.item.read(written, (*path, place), reading))
        return tuple(values)


class Table(Form):
    """A table whose keys the author chooses."""

    def __init__(self, type: inspect.DictType) -> None:
        self.key, self.value = form(type.key_type), form(type.value_type)

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """The table with its keys and values read."""
        if not isinstance(raw, dict):
            return reading.wrong(path, "这里要写一个表 { … }", "write a table { … } here")
        if len(raw) > KEYS_MAX:
            return reading.wrong(path, f"超过 {KEYS_MAX} 个键", f"more than {KEYS_MAX} keys")
        return {
            self.key.read(key, (*path, key), reading): self.value.read(item, (*path, key), reading)
            for key, item in raw.items()
        }


class Union(Form):
    """One of several forms: the one whose shape fits what was written."""

    def __init__(self, type: inspect.UnionType) -> None:
        types = [one for one in type.types if not isinstance(one, inspect.NoneType)]
        self.first = form(types[0])
        self.fitting = {shapes.of(one): form(one) for one in reversed(types)}

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """The value of the form that fits."""
        return self.fitting.get(shapes.of_raw(raw), self.first).read(raw, path, reading)


class Scaled(Form):
    """An exact decimal as whole parts of a unit."""

    def __init__(self, scale: int) -> None:
        self.scale, self.places = scale, len(str(scale)) - 1

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """The number of parts."""
        number = arithmetic.scaled(raw, self.scale)
        if number is not None:
            return number
        zh, en = f"要写一个至多 {self.places} 位小数的数", f"write a number with at most {self.places} decimal places"
        return reading.wrong(path, zh, en)


class Choice(Form):
    """One of a few values."""

    def __init__(self, type: inspect.LiteralType) -> None:
        self.values = {(value.__class__, value) for value in type.values}  # `1` is not `true`
        self.told = sorted(str(value) for value in type.values)

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """The value itself."""
        if isinstance(raw, str | int) and (raw.__class__, raw) in self.values:
            return raw
        zh, en = likenesses.nearest(said := str(raw)[:60], self.told)
        return reading.wrong(path, f"`{said}` 不在可选值之中{zh}", f"`{said}` is not a choice{en}")


class Plain(Form):
    """A yes or no, a day: what needs nothing but to be of its kind."""

    def __init__(self, type: inspect.Type) -> None:
        self.wanted = shapes.of(type)

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """The value itself."""
        if shapes.of_raw(raw) is self.wanted:
            return raw
        zh, en = shapes.NAMES.get(self.wanted, ("另一种值", "another kind of value"))
        return reading.wrong(path, f"这里要写{zh}", f"write {en} here")


class Number(Plain):
    """A whole number between two ends."""

    def __init__(self, type: inspect.IntType) -> None:
        super().__init__(type)
        self.least = -arithmetic.NUMBER_MAX if type.ge is None else type.ge
        self.most = arithmetic.NUMBER_MAX if type.le is None else type.le

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """The number itself."""
        if raw.__class__ is not int:
            return super().read(raw, path, reading)
        if self.least <= raw <= self.most:
            return raw
        zh, en = f"要在 {self.least} 和 {self.most} 之间", f"write a number from {self.least} to {self.most}"
        return reading.wrong(path, zh, en)


class Letters(Plain):
    """A text: not empty, not too long, and written as its pattern says."""

    def __init__(self, type: inspect.StrType, says: str) -> None:
        super().__init__(type)
        self.most, self.pattern = type.max_length or LETTERS_MAX, type.pattern
        self.says = says or f"`{type.pattern}`"
        self.fits: Callable[[str], object] = re.compile(type.pattern).search if type.pattern is not None else str.strip

    def read(self, raw: object, path: Path, reading: Reading) -> object:
        """The text itself."""
        if not isinstance(raw, str):
            return super().read(raw, path, reading)
        if len(raw) > self.most:
            return reading.wrong(path, f"超过 {self.most} 个字符", f"longer than {self.most} characters")
        if self.fits(raw):
            return raw
        if self.pattern is None:
            return reading.wrong(path, "不能为空", "write something here")
        zh, en = shapes.odd_letter(raw)
        return reading.wrong(path, f"`{raw[:60]}` 的写法不对{zh}", f"`{raw[:60]}` does not fit: {self.says}{en}")


def form(type: inspect.Type) -> Form:
    """The form of a type."""
    says, scale = shapes.description_of(type), shapes.scale_of(type)
    plain = type.type if isinstance(type, inspect.Metadata) else type
    match plain:
        case inspect.StructType():
            return struct(plain.cls)
        case inspect.VarTupleType() | inspect.ListType():
            return Array(plain)
        case inspect.DictType():
            return Table(plain)
        case inspect.UnionType():
            return Union(plain)
        case inspect.LiteralType():
            return Choice(plain)
        case inspect.IntType():
            return Number(plain) if scale is None else Scaled(scale)
        case inspect.StrType():
            return Letters(plain, says)
    return Form() if isinstance(plain, inspect.AnyType) else Plain(plain)


@cache
def struct(cls: Any) -> Struct:
    """The form of a struct, made once."""
    found = inspect.type_info(cls)
    assert isinstance(found, inspect.StructType)
    return Struct(found)
