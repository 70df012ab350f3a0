"""Reads a ruling text (TOML) into its type and reports everything that is wrong with it at once, with line, key and advice.

Why not stop at the first problem: a text is written by a county administrator, not by a programmer; ten mistakes reported
one by one are ten evenings. The types are the only description of a text; the JSON Schema for editors comes from them too.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Generic, TypeVar, cast

import msgspec

from creditplus.errors import Problem, Words
from creditplus.language import forms, likenesses, lines
from creditplus.language.lines import Path

T = TypeVar("T")
SIZE_MAX = 256 * 1024
"""Bytes of one text; a larger one is refused before it is parsed."""
LINES_MAX = 20_000
TABLES_MAX = 2_000
"""Lines and tables of one text: a thousand rules need fewer, and nobody reads more."""
PROBLEMS_MAX = forms.PROBLEMS_MAX
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""What nobody sees: control characters, marks that turn the direction of writing, and halves of characters."""


class Text(msgspec.Struct, Generic[T], frozen=True):
    """A text that was read: its value (None if there are problems), what is wrong with it, and what was written.

    `written` is empty for what is no TOML at all: nothing stands anywhere in it.
    """

    file: str
    value: T | None
    problems: tuple[Problem, ...]
    written: str

    @property
    def lines(self) -> Mapping[Path, int]:
        """The line on which each key path stands; looked for only when somebody asks, which for a good text nobody does."""
        return lines.find(self.written)

    def problem(self, path: Path, zh: str, en: str, code: str = "") -> Problem:
        """A problem at a key path of this text."""
        return Problem(self.file, line_of(self.lines, path), shown(path), Words(zh, en), code)


def read(text: str, file: str, type: type[T]) -> Text[T]:
    """Read `text` as a `type` (a frozen Struct): the value, or every problem. Never raises on any text."""
    raw, problem = parse(text)
    if problem is not None:
        line = re.search(r"at line (\d+)", problem.en)
        return Text(file, None, (Problem(file, int(line[1]) if line else 0, "", problem),), "")
    reading = forms.Reading()
    value = reading.read(type, raw, ())
    draft = Text(file, None if reading.problems else cast(T, value), (), text)
    problems = [draft.problem(path, words.zh, words.en, code) for path, words, code in reading.problems]
    return msgspec.structs.replace(draft, problems=tuple(sorted(problems, key=lambda problem: problem.line)))


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


def line_of(found: Mapping[Path, int], path: Path) -> int:
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
    return likenesses.nearest(word, sorted(known))
