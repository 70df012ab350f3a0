"""Every field that is wrong in what was sent, where it is, and what should stand there; never what was sent.

Why not the library's own message: it stops at the first wrong field, names types of our code, and is in English only. The
same type that reads a body tells, field by field, what it expects.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from creditplus.errors import Flaw, Words

MISSING = Words("缺少这个字段", "this field is missing")
UNKNOWN = Words("没有这个字段", "there is no such field")
OBJECT = Words("要写一个对象 {…}", "must be an object {…}")
LIST = Words("要写一个列表 […]", "must be a list […]")
TEXT = Words("要写文字", "must be a text")
SHAPE = Words("格式不对", "does not have the right form")
PLAIN: dict[type[inspect.Type], Words] = {
    inspect.BoolType: Words("要写 true 或 false", "must be true or false"),
    inspect.DateType: Words("要写日期，例如 2026-07-01", "must be a date such as 2026-07-01"),
    inspect.DateTimeType: Words(
        "要写时刻，例如 2026-07-01T09:30:00Z", "must be an instant such as 2026-07-01T09:30:00Z"
    ),
    inspect.DictType: OBJECT,
}


def convert(value: Any, type: Any) -> tuple[Any, tuple[Flaw, ...]]:
    """A JSON value as a type of ours, or every flaw at once."""
    flaws = tuple(found(value, _info(type), ""))
    if flaws:
        return None, flaws
    try:
        return msgspec.convert(value, type), ()
    except msgspec.ValidationError:
        return None, (Flaw("", SHAPE),)


def found(value: Any, expected: inspect.Type, pointer: str) -> Iterator[Flaw]:
    """The flaws of a value and of everything in it."""
    match expected:
        case inspect.Metadata():
            yield from found(value, expected.type, pointer)
        case inspect.UnionType():
            if value is not None or not expected.includes_none:
                yield from found(value, next(one for one in expected.types if not _is_none(one)), pointer)
        case inspect.StructType():
            yield from _in_struct(value, expected, pointer) if isinstance(value, dict) else [Flaw(pointer, OBJECT)]
        case inspect.ListType() | inspect.VarTupleType():
            yield from _in_list(value, expected, pointer) if isinstance(value, list) else [Flaw(pointer, LIST)]
        case _:
            if not _fits(value, expected):
                yield Flaw(pointer, expectation(expected))


def _in_struct(value: dict[str, Any], expected: inspect.StructType, pointer: str) -> Iterator[Flaw]:
    fields = {field.encode_name: field for field in expected.fields}
    for name in value:
        if name not in fields:
            yield Flaw(f"{pointer}/{_step(name)}", UNKNOWN)
    for name, field in fields.items():
        if name in value:
            yield from found(value[name], field.type, f"{pointer}/{name}")
        elif field.required:
            yield Flaw(f"{pointer}/{name}", MISSING)


def _in_list(value: list[Any], expected: inspect.ListType | inspect.VarTupleType, pointer: str) -> Iterator[Flaw]:
    for place, item in enumerate(value):
        yield from found(item, expected.item_type, f"{pointer}/{place}")


def _fits(value: Any, expected: inspect.Type) -> bool:
    """Whether a simple value is what is expected. A type that is not named here is left to `convert`."""
    match expected:
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return type(value) is int and _or(expected.ge, value) <= value <= _or(expected.le, value)
        case inspect.StrType():
            return isinstance(value, str) and _spelt(value, expected)
        case inspect.LiteralType():
            return isinstance(value, str) and value in expected.values
        case inspect.DictType():
            return isinstance(value, dict)
        case inspect.DateType():
            return isinstance(value, str) and _converts(value, date)
        case inspect.DateTimeType():
            return isinstance(value, str) and _converts(value, datetime)
    return True


def _spelt(value: str, expected: inspect.StrType) -> bool:
    """Whether a text has the right length and form. A pattern's `$` also matches before a last line break; we do not."""
    right = expected.pattern is None or (re.search(expected.pattern, value) and not value.endswith("\n"))
    return bool(right) and (expected.min_length or 0) <= len(value) <= _or(expected.max_length, len(value))


def _converts(value: str, type: Any) -> bool:
    try:
        msgspec.convert(value, type)
    except msgspec.ValidationError:
        return False
    return True


def _or(limit: int | None, otherwise: int) -> int:
    return otherwise if limit is None else limit


def expectation(expected: inspect.Type) -> Words:
    """What should stand in a simple field."""
    match expected:
        case inspect.IntType():
            return _whole(expected.ge, expected.le)
        case inspect.StrType():
            return _text(expected)
        case inspect.LiteralType():
            words = [str(value) for value in expected.values]
            return Words(f"只能是：{'、'.join(words)}", f"must be one of: {', '.join(words)}")
    return PLAIN.get(type(expected), SHAPE)


def _whole(low: int | None, high: int | None) -> Words:
    match low, high:
        case None, None:
            return Words("要写一个整数", "must be a whole number")
        case None, _:
            return Words(f"要写一个不大于 {high} 的整数", f"must be a whole number, {high} at most")
        case _, None:
            return Words(f"要写一个不小于 {low} 的整数", f"must be a whole number, {low} at least")
    return Words(f"要写 {low} 到 {high} 之间的整数", f"must be a whole number from {low} to {high}")


def _text(expected: inspect.StrType) -> Words:
    low, high = expected.min_length or 0, expected.max_length
    if expected.pattern:
        return Words(f"要写符合 {expected.pattern} 的文字", f"must be a text of the form {expected.pattern}")
    return Words(f"要写 {low} 到 {high} 个字", f"must be a text of {low} to {high} characters") if high else TEXT


@cache
def _info(type: Any) -> inspect.Type:
    return inspect.type_info(type)


def _is_none(expected: inspect.Type) -> bool:
    return isinstance(expected, inspect.NoneType)


def _step(name: str) -> str:
    """One step of a JSON Pointer (RFC 6901); a long name is cut, so that nobody reads a letter back."""
    return name[:60].replace("~", "~0").replace("/", "~1")
