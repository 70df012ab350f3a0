"""What a type looks like when an author writes it: a text in quotes, a number, a date, a list or a table."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from msgspec import inspect

NAMES: dict[object, tuple[str, str]] = {
    str: ('文字 "…"', 'a text in quotes "…"'),
    int: ("整数", "a whole number"),
    bool: (" true 或 false", "true or false"),
    date: ("日期，例如 2026-07-01", "a date such as 2026-07-01"),
    Decimal: ("数", "a number"),
    dict: ("一个表 { … }", "a table { … }"),
    list: ("一个列表 [ … ]", "a list [ … ]"),
}


def scale_of(type: inspect.Type) -> int | None:
    """Into how many parts a unit of a number is divided, if it is read as whole parts: 100 for points."""
    scale = (type.extra or {}).get("scale") if isinstance(type, inspect.Metadata) else None
    return scale if isinstance(scale, int) else None


def description_of(type: inspect.Type) -> str:
    """What an author may write for this type, in words; empty if it says nothing."""
    return str((type.extra_json_schema or {}).get("description", "")) if isinstance(type, inspect.Metadata) else ""


def odd_letter(written: str) -> tuple[str, str]:
    """The first letter that only looks like a Latin one, named in Chinese and English; two empty texts if there is none."""
    odd = next((letter for letter in written if not letter.isascii()), None)
    if odd is None:
        return "", ""
    name = unicodedata.name(odd, f"U+{ord(odd):04X}").lower()
    return f"；“{odd}”不是英文字母（{name}）", f"; `{odd}` is no Latin letter ({name})"


def guardrail_of(type: inspect.Type) -> str:
    """The guardrail that a text breaks when it leaves out a field of this type; empty if it is none."""
    return str((type.extra or {}).get("guardrail", "")) if isinstance(type, inspect.Metadata) else ""


@cache
def fields_of(cls: type) -> dict[str, inspect.Field]:
    """The fields of a struct that an author writes, by the keys they are written with."""
    struct = inspect.type_info(cls)
    assert isinstance(struct, inspect.StructType)
    return {field.encode_name: field for field in struct.fields if is_written(field.type)}


def is_written(type: inspect.Type) -> bool:
    """Whether an author writes a field; a text's digest, for one, is worked out."""
    return not isinstance(type, inspect.Metadata) or (type.extra or {}).get("written", True) is True


def of(type: inspect.Type) -> object:
    """The Python type that a form of a union is written as."""
    if isinstance(type, inspect.Metadata):
        return Decimal if scale_of(type) else of(type.type)
    match type:
        case inspect.StructType() | inspect.DictType():
            return dict
        case inspect.VarTupleType() | inspect.ListType():
            return list
        case inspect.StrType() | inspect.LiteralType():
            return str
        case inspect.BoolType():
            return bool
        case inspect.IntType():
            return int
        case inspect.DateType():
            return date
    return None


def of_raw(raw: object) -> object:
    """The Python type that decides which form of a union was written; a moment is not a day."""
    for kind in (bool, str, int, Decimal, dict, list):
        if isinstance(raw, kind):
            return kind
    return date if isinstance(raw, date) and not isinstance(raw, datetime) else None
