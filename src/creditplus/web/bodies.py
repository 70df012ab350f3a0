"""Reading what was sent: the right kind, not too much, and only one way to understand it.

JSON is read as RFC 7493 (I-JSON) asks: UTF-8, no name twice in one object, no NUL, no number that another reader would round,
no deep nesting. Why so strict: a record that two readers understand differently is a dispute later.
"""

import json
import re
from functools import cache
from math import inf, isfinite
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from msgspec import inspect

from creditplus.errors import Flaw, Invalid, Words
from creditplus.web import flaws

T = TypeVar("T")
WHOLE_MAX = 2**53 - 1
"""The greatest whole number that every JSON reader keeps exactly."""
DEPTH_MAX = 16
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""NUL, which no database keeps in a text, and halves of letters, which UTF-8 cannot write."""

TWICE = Words("同一个对象中有两个同名字段", "a name stands twice in one object")
NUMBER = Words("有一个数太大或不是数", "a number is too large, or is none")
LETTER = Words("有不能保存的字符", "there is a character that cannot be kept")
DEEP = Words(f"嵌套超过 {DEPTH_MAX} 层", f"it is nested more than {DEPTH_MAX} deep")
NOT_JSON = Words("不是 JSON", "this is not JSON")
NOT_UTF8 = Words("不是 UTF-8 编码", "this is not UTF-8")
NOT_FORM = Words("不是表单", "this is not a form")
HALF = Words("没有收完就断开了", "the connection ended before all of it came")
EMPTY = Words("没有内容", "there is nothing in it")


async def read(request: Request[Any, Any, Any], media: tuple[str, ...]) -> bytes:
    """The body, if it is of a kind that this door takes. Raises Invalid, and the framework's own word for one that is too long."""
    name, _, rest = (header(request, b"content-type") or "").partition(";")
    charset = rest.strip().lower().replace('"', "")
    plain = (header(request, b"content-encoding") or "identity").strip().lower() == "identity"
    if name.strip().lower() not in media or charset not in ("", "charset=utf-8") or not plain:
        raise Invalid("wrong-media")
    return await whole(request)


async def whole(request: Request[Any, Any, Any]) -> bytes:
    """Everything that is sent, if it is not longer than its door allows."""
    most = request.route_handler.resolve_request_max_body_size() or inf
    if int(header(request, b"content-length") or 0) > most:
        raise RequestEntityTooLarge
    got = b""
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            refuse(HALF)
        got += message.get("body", b"")
        if len(got) > most:
            raise RequestEntityTooLarge
        if not message.get("more_body", False):
            return got


def header(request: Request[Any, Any, Any], name: bytes) -> str | None:
    """A header, the first of this name; the name in small letters. The framework would first look at all of them."""
    for one, value in request.scope["headers"]:
        if one == name:
            return value.decode("latin-1")
    return None


def text(body: bytes) -> str:
    """A body as a text. Raises Invalid."""
    try:
        written = body.decode("utf-8")
    except UnicodeDecodeError:
        refuse(NOT_UTF8)
    if UNWRITABLE.search(written):
        refuse(LETTER)
    return written


def form(body: bytes, most: int = 20) -> dict[str, str]:
    """A form (`application/x-www-form-urlencoded`) of so many fields at `most`: each name once. Raises Invalid."""
    try:
        pairs = parse_qsl(text(body), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=most)
    except ValueError:
        refuse(NOT_FORM)
    return once(pairs)


def struct(body: bytes, type: type[T]) -> T:
    """A JSON body as a type of ours. Raises Invalid with every flaw at once."""
    told = at_once(body, type)
    return fits(plain(body), type) if told is None else told


def at_once(body: bytes, type: type[T]) -> T | None:
    """The same, where it is plain at once that there is only one way to read it; else None, and it is read with all care.

    Why counting quotation marks is enough: without a backslash each text has two, and a name that stands twice, or says what
    would hold without it, brings more of them than the same thing has when it is written anew.
    """
    reader, fields = _reader(type)  # type: ignore[arg-type]  # a type is a key like any other
    if not fields or b"\\" in body:
        return None
    try:
        told = reader.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    given = {name: value for name, default in fields if (value := getattr(told, name)) is not default}
    return told if body.count(b'"') == WRITER.encode(given).count(b'"') else None


WRITER = msgspec.json.Encoder()


@cache
def _reader(type: type[T]) -> tuple[msgspec.json.Decoder[T], list[tuple[str, Any]]]:
    """How a type is read, and its fields with what each is where it is left out; none unless all are texts or small numbers."""
    told = inspect.type_info(type)
    fields = list(told.fields) if isinstance(told, inspect.StructType) and told.forbid_unknown_fields else []
    plain = all(_is_plain(field.type) for field in fields)
    return msgspec.json.Decoder(type), [(field.name, field.default) for field in fields] if plain else []


def _is_plain(expected: inspect.Type) -> bool:
    match expected:
        case inspect.Metadata():
            return _is_plain(expected.type)
        case inspect.UnionType():
            return all(_is_plain(one) for one in expected.types)
        case inspect.IntType():
            return expected.ge is not None and expected.le is not None
    return isinstance(expected, inspect.StrType | inspect.LiteralType | inspect.NoneType)


def fits(value: Any, type: type[T]) -> T:
    """A value as a type of ours. Raises Invalid with every flaw at once."""
    made, wrong = flaws.convert(value, type)
    if wrong:
        raise Invalid("bad-fields", flaws=wrong)
    return made  # type: ignore[no-any-return]  # `convert` makes exactly this type


def plain(body: bytes) -> Any:
    """A JSON body as dictionaries, lists, texts and numbers. Raises Invalid."""
    if not body.strip():
        refuse(EMPTY)
    try:
        value = json.loads(
            text(body), object_pairs_hook=once, parse_constant=_none, parse_float=_real, parse_int=_whole
        )
    except RecursionError:
        refuse(DEEP)
    except json.JSONDecodeError:
        refuse(NOT_JSON)
    _look_through(value, 0)
    return value


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Names and values, each name once. Raises Invalid."""
    named = dict(pairs)
    if len(named) != len(pairs):
        refuse(TWICE)
    return named


def refuse(because: Words) -> NoReturn:
    """What was sent cannot be read at all."""
    raise Invalid("unreadable", flaws=(Flaw("", because),))


def _look_through(value: Any, depth: int) -> None:
    if depth > DEPTH_MAX:
        refuse(DEEP)
    match value:
        case str():
            if UNWRITABLE.search(value):
                refuse(LETTER)
        case dict():
            for name, inner in value.items():
                _look_through(name, depth)
                _look_through(inner, depth + 1)
        case list():
            for inner in value:
                _look_through(inner, depth + 1)


def _none(written: str) -> NoReturn:
    refuse(NUMBER)


def _real(written: str) -> float:
    number = float(written)
    return number if isfinite(number) else _none(written)


def _whole(written: str) -> int:
    number = int(written) if len(written) < 20 else WHOLE_MAX + 1
    return number if abs(number) <= WHOLE_MAX else _none(written)
