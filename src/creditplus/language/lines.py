"""Where each key of a ruling text stands, so that a problem can name its line.

Why a scanner of our own: the standard library reads TOML but forgets lines, and nouns use nothing else. The scanner runs
only over text that the standard library has already accepted, so it follows structure and checks nothing.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

Path = tuple[str | int, ...]
Finding = tuple[Path, str, str] | tuple[Path, str, str, str]
"""What is wrong at a key path, in Chinese and English, and the guardrail that it breaks if it is one."""
BARE = re.compile(r"[A-Za-z0-9_-]+")
SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
HEADER = re.compile(r"\[\[?([A-Za-z0-9_-]+)\]\]?")
KEY = re.compile(r"([A-Za-z0-9_-]+)[ \t]*=[ \t]*")
PAIR = re.compile(r'([A-Za-z0-9_-]+)[ \t]*=[ \t]*(?:"[^"\\\n]*"|[A-Za-z0-9_.+-]+)[ \t]*(?=[\n,}])')
"""A header, a key, and a key with a short value, as they are nearly always written; the others take the long way."""
BETWEEN = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
BLANK = re.compile(r"[ \t]*")
PLAIN = re.compile(r"[^,\]}\n#]*")
STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.S)
ASIDE = re.compile(rf"#[^\n]*|{STRING.pattern}", re.S)
"""A comment or a string, whichever begins first: a quotation mark in a comment opens nothing."""
DEPTH_MAX = 12
DOTS_MAX = 2_000
"""Dots in the keys of one text: each makes a table, and nobody writes so many."""
VALUES_MAX = 12_000
"""Keys and list entries of one text: a thousand rules need fewer, and a county has a hundred."""


class Weight(NamedTuple):
    """How much a text is before anything is read: how deep it is nested, the dots in its keys, its keys and list entries."""

    depth: int
    dots: int
    values: int


def weigh(text: str) -> Weight:
    """The weight of a text, strings and comments left out; dotted keys count each part as a level."""
    bare = ASIDE.sub("", text)
    deepest = now = 0
    for mark in re.findall(r"[\[\]{}]", bare):
        now += 1 if mark in "[{" else -1
        deepest = max(deepest, now)
    dots = [line.split("=", 1)[0].count(".") for line in bare.splitlines()]
    return Weight(max([deepest, *dots]), sum(dots), bare.count("=") + bare.count(","))


@lru_cache(2)
def find(text: str) -> Mapping[Path, int]:
    """The line (1 is the first) on which each key path of a well-formed TOML text stands; the last texts are remembered."""
    scan = Scan(text)
    scan.document()
    return MappingProxyType(scan.lines)


class Scan:
    """One pass over a well-formed TOML text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.counted = 0
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    def document(self) -> None:
        """Headers and keys until the end."""
        inside: Path = ()
        while self.skip(SPACE) < len(self.text):
            if self.text[self.at] == "[":
                inside = self.header(2 if self.text.startswith("[[", self.at) else 1)
            else:
                self.pair(inside)

    def header(self, brackets: int) -> Path:
        """A `[table]` or `[[table]]` header; numbers stand for the elements of arrays of tables."""
        if (plain := HEADER.match(self.text, self.at)) is not None:
            names: tuple[str, ...] = (plain[1],)
            self.at = plain.end()
        else:
            self.at += brackets
            names = self.key()
            self.skip(BLANK)
            self.at += brackets
        path: Path = ()
        for place, name in enumerate(names):
            path += (name,)
            if brackets == 2 and place == len(names) - 1:
                self.tables[path] = self.tables.get(path, -1) + 1
            if path in self.tables:
                path += (self.tables[path],)
        self.note(path)
        return path

    def pair(self, inside: Path) -> None:
        """`key = value`, with every key inside the value."""
        if (plain := PAIR.match(self.text, self.at)) is not None:
            self.note((*inside, plain[1]))
            self.at = plain.end()
            return
        if (plain := KEY.match(self.text, self.at)) is not None:
            self.note((*inside, plain[1]))
            self.at = plain.end()
            self.value((*inside, plain[1]))
            return
        names = self.key()
        for end in range(1, len(names) + 1):
            self.note(inside + names[:end])
        self.skip(BLANK)
        self.at += 1
        self.skip(BLANK)
        self.value(inside + names)

    def value(self, path: Path) -> None:
        """A value: an array and an inline table are walked, anything else is stepped over."""
        opening = self.text[self.at]
        if opening in "[{":
            self.at += 1
            place = 0
            while self.text[self.skip(BETWEEN)] not in "]}":
                if opening == "{":
                    self.pair(path)
                else:
                    self.note((*path, place))
                    self.value((*path, place))
                place += 1
            self.at += 1
        elif (string := STRING.match(self.text, self.at)) is not None:
            self.at = string.end()
        else:
            self.skip(PLAIN)

    def key(self) -> tuple[str, ...]:
        """A dotted key, quoted or bare."""
        names = []
        while True:
            self.skip(BLANK)
            if (string := STRING.match(self.text, self.at)) is not None:
                names.append(string.group()[1:-1])
                self.at = string.end()
            elif (bare := BARE.match(self.text, self.at)) is not None:
                names.append(bare.group())
                self.at = bare.end()
            else:
                break
            if self.text[self.skip(BLANK) : self.at + 1] != ".":
                break
            self.at += 1
        return tuple(names)

    def skip(self, pattern: re.Pattern[str]) -> int:
        """Step over what `pattern` matches here; the new place."""
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def note(self, path: Path) -> None:
        """Remember the first line of a path."""
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        self.lines.setdefault(path, self.line)
