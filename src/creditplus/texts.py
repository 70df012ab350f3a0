"""Reads a ruling text (TOML) into its type and reports everything that is wrong with it at once, with line, key and advice.

Why not stop at the first problem: a text is written by a county administrator, not by a programmer; ten mistakes reported
one by one are ten evenings. The types are the only description of a text; the JSON Schema for editors comes from them too.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar, cast

import msgspec
from msgspec import inspect

from creditplus import arithmetic, lines, shapes
from creditplus.errors import Problem, Words
from creditplus.lines import Path

T = TypeVar("T")
SIZE_MAX = 256 * 1024
"""Bytes of one text; a larger one is refused before it is parsed."""
LINES_MAX = 20_000
TABLES_MAX = 4_000
"""Lines and tables of one text: two thousand rules need fewer, and nobody reads more."""
PROBLEMS_MAX = 200
"""More than anybody mends in one go: what comes after them is told the next time."""
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""What nobody sees: control characters, marks that turn the direction of writing, and halves of characters."""


class Text(msgspec.Struct, Generic[T], frozen=True):
    """A text that was read: its value (None if there are problems), what is wrong with it, and where each key stands."""

    file: str
    value: T | None
    problems: tuple[Problem, ...]
    lines: dict[Path, int]

    def problem(self, path: Path, zh: str, en: str, code: str = "") -> Problem:
        """A problem at a key path of this text."""
        return Problem(self.file, line_of(self.lines, path), shown(path), Words(zh, en), code)


def read(text: str, file: str, type: type[T]) -> Text[T]:
    """Read `text` as a `type` (a frozen Struct): the value, or every problem. Never raises on any text."""
    raw, problem = parse(text)
    if problem is not None:
        line = re.search(r"at line (\d+)", problem.en)
        return Text(file, None, (Problem(file, int(line[1]) if line else 0, "", problem),), {})
    found = lines.find(text)
    reading = Reading()
    value = reading.read(described(cast(Any, type)), raw, ())
    problems = [Problem(file, line_of(found, path), shown(path), words, code) for path, words, code in reading.problems]
    return Text(file, None if problems else cast(T, value), tuple(sorted(problems, key=lambda p: p.line)), found)


described = cache(inspect.type_info)
"""A type as data, worked out once."""


def parse(text: str) -> tuple[dict[str, Any], Words | None]:
    """TOML as plain values with exact decimals, or the sentence that says why it is none."""
    if len(text.encode("utf-8", "replace")) > SIZE_MAX:
        return {}, Words("文件超过 256 KiB，请拆分", "the file is larger than 256 KiB; split it")
    if text.count("\n") > LINES_MAX or text.count("\n[") > TABLES_MAX:
        zh, en = f"超过 {LINES_MAX} 行或 {TABLES_MAX} 个表", f"more than {LINES_MAX} lines or {TABLES_MAX} tables"
        return {}, Words(f"{zh}，请拆分", f"{en}; split it")
    weight = lines.weigh(text)
    if weight.depth > lines.DEPTH_MAX:
        return {}, Words("嵌套超过 12 层", "nested more than 12 levels deep; write it flatter")
    if weight.dots > lines.DOTS_MAX or weight.values > lines.VALUES_MAX:
        return {}, Words("键和值太多，请拆分", "too many keys and values for one text; split it")
    if text.startswith("\ufeff"):
        return {}, Words(
            "文件以 BOM 开头，请另存为“UTF-8（无 BOM）”", "a byte order mark comes first; save as UTF-8 without BOM"
        )
    if (hidden := HIDDEN.search(text)) is not None:
        line = text.count("\n", 0, hidden.start()) + 1
        return {}, Words(
            f"第 {line} 行有看不见的字符 (at line {line})", f"an invisible character (at line {line}); delete it"
        )
    try:
        return tomllib.loads(text, parse_float=Decimal), None
    except tomllib.TOMLDecodeError as wrong:
        en = str(wrong)[:200]
        return {}, Words(f"不是正确的 TOML：{en}", f"not valid TOML: {en[:1].lower()}{en[1:]}")
    except (ValueError, ArithmeticError, RecursionError):  # digits that Python itself does not take
        place = re.search(r"[0-9_.]{400}|[eE][-+]?[0-9_]{6}", text)
        line = text.count("\n", 0, place.start()) + 1 if place else 0
        return {}, Words(f"有一个数太大或太长 (at line {line})", f"a number is too large or too long (at line {line})")


def line_of(found: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it."""
    for end in range(len(path), 0, -1):
        for near in (path[:end], (*path[:end], 0)):  # a list of tables begins where its first one does
            if near in found:
                return found[near]
    return 0


def shown(path: Iterable[str | int]) -> str:
    """A path as people write it: `rules[3].limits.year`; a key that nobody would write is shortened."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part[:60]}" for part in path).lstrip(".")


def nearest(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Advice in Chinese and English: the known word most like `word`, or all known words if there are few, or nothing."""
    words = sorted(known)
    like = difflib.get_close_matches(word, words, 1)
    best = f"`{like[0]}`" if like else ", ".join(f"`{name}`" for name in words) if len(words) <= 12 else ""
    return (f"；可以写 {best}", f"; write {best}") if best else ("", "")


WAYS = {
    inspect.StructType: "struct",
    inspect.VarTupleType: "array",
    inspect.ListType: "array",
    inspect.DictType: "table",
    inspect.UnionType: "union",
}
"""How each form of type is read; every other one is plain."""


class Reading:
    """One walk over raw values beside their type; every problem is noted and the walk goes on."""

    def __init__(self) -> None:
        self.problems: list[tuple[Path, Words, str]] = []

    def wrong(self, path: Path, zh: str, en: str, code: str = "") -> Any:
        """Note a problem, with the guardrail that it breaks if it is one; there is no value then."""
        self.problems.append((path, Words(zh, en), code))
        return None

    @property
    def enough(self) -> bool:
        """Whether so many problems are noted that the rest can wait."""
        return len(self.problems) >= PROBLEMS_MAX

    def read(self, type: inspect.Type, raw: object, path: Path) -> object:
        """`raw` as a value of `type`; None where a problem was noted."""
        if self.enough:
            return None
        scale, says = None, ""
        if isinstance(type, inspect.Metadata):
            scale, says, type = shapes.scale_of(type), shapes.description_of(type), type.type
        if scale is not None and isinstance(type, inspect.IntType):
            return self.scaled(raw, scale, path)
        way = WAYS.get(type.__class__)
        return getattr(self, way)(type, raw, path) if way is not None else self.plain(type, raw, path, says)

    def struct(self, type: inspect.StructType, raw: object, path: Path) -> object:
        """A table with known keys."""
        if not isinstance(raw, dict):
            return self.wrong(path, "这里要写一个表 { … }", "write a table { … } here")
        known = shapes.fields_of(type.cls)
        for key in raw:
            if key not in known and not self.enough:
                zh, en = nearest(key, known)
                self.wrong((*path, key), f"不认识的键 `{key[:60]}`{zh}", f"unknown key `{key[:60]}`{en}")
        values, before = {}, len(self.problems)
        for key, field in known.items():
            if key in raw:
                values[field.name] = self.read(field.type, raw[key], (*path, key))
            elif field.required:
                self.wrong(path, f"缺少 `{key}`", f"`{key}` is missing", shapes.guardrail_of(field.type))
        return type.cls(**values) if len(self.problems) == before else None

    def array(self, type: inspect.VarTupleType | inspect.ListType, raw: object, path: Path) -> object:
        """A list of any length up to its limit."""
        if not isinstance(raw, list):
            return self.wrong(path, "这里要写一个列表 [ … ]", "write a list [ … ] here")
        longest = type.max_length or 2000
        if len(raw) > longest:
            return self.wrong(path, f"超过 {longest} 项", f"more than {longest} entries; split the text")
        if len(raw) < (type.min_length or 0):
            return self.wrong(path, f"至少要有 {type.min_length} 项", f"write at least {type.min_length} entry")
        return tuple(self.read(type.item_type, item, (*path, place)) for place, item in enumerate(raw))

    def table(self, type: inspect.DictType, raw: object, path: Path) -> object:
        """A table whose keys the author chooses."""
        if not isinstance(raw, dict):
            return self.wrong(path, "这里要写一个表 { … }", "write a table { … } here")
        if len(raw) > 200:
            return self.wrong(path, "超过 200 个键", "more than 200 keys")
        return {
            self.read(type.key_type, key, (*path, key)): self.read(type.value_type, item, (*path, key))
            for key, item in raw.items()
        }

    def union(self, type: inspect.UnionType, raw: object, path: Path) -> object:
        """One of several forms: the one whose shape fits what was written."""
        forms = [form for form in type.types if not isinstance(form, inspect.NoneType)]
        shape = shapes.of_raw(raw)
        fitting = [form for form in forms if shapes.of(form) is shape] if len(forms) > 1 else forms
        return self.read((fitting or forms)[0], raw, path)

    def scaled(self, raw: object, scale: int, path: Path) -> int | None:
        """An exact decimal as whole parts of a unit."""
        number = arithmetic.scaled(raw, scale)
        if number is None:
            places = len(str(scale)) - 1
            self.wrong(
                path, f"要写一个至多 {places} 位小数的数", f"write a number with at most {places} decimal places"
            )
        return number

    def plain(self, type: inspect.Type, raw: object, path: Path, says: str) -> object:
        """A text, number, date or yes/no, with the limits its type states."""
        if isinstance(type, inspect.AnyType):
            return raw
        if isinstance(type, inspect.LiteralType):
            if (raw.__class__, raw) in [(value.__class__, value) for value in type.values]:  # `1` is not `true`
                return raw
            zh, en = nearest(str(raw)[:60], [str(value) for value in type.values])
            return self.wrong(path, f"`{str(raw)[:60]}` 不在可选值之中{zh}", f"`{str(raw)[:60]}` is not a choice{en}")
        wanted = shapes.of(type)
        if shapes.of_raw(raw) is not wanted:
            zh, en = shapes.NAMES.get(wanted, ("另一种值", "another kind of value"))
            return self.wrong(path, f"这里要写{zh}", f"write {en} here")
        return self.limited(type, raw, path, says)

    def limited(self, type: inspect.Type, raw: object, path: Path, says: str) -> object:
        """The limits of a plain value: pattern, length, least and greatest."""
        if isinstance(type, inspect.StrType) and isinstance(raw, str):
            longest = type.max_length or 400
            if len(raw) > longest:
                return self.wrong(path, f"超过 {longest} 个字符", f"longer than {longest} characters")
            if not raw.strip() and type.pattern is None:
                return self.wrong(path, "不能为空", "write something here")
            if type.pattern is not None and re.search(type.pattern, raw) is None:
                zh, en = shapes.odd_letter(raw)
                wanted = says or f"`{type.pattern}`"
                return self.wrong(path, f"`{raw[:60]}` 的写法不对{zh}", f"`{raw[:60]}` does not fit: {wanted}{en}")
        if isinstance(type, inspect.IntType) and isinstance(raw, int):
            least = type.ge if type.ge is not None else -arithmetic.NUMBER_MAX
            greatest = type.le if type.le is not None else arithmetic.NUMBER_MAX
            if not least <= raw <= greatest:
                return self.wrong(
                    path, f"要在 {least} 和 {greatest} 之间", f"write a number from {least} to {greatest}"
                )
        return raw
