"""The rows of a file as it comes in: a line of JSON each (NDJSON), or a CSV file whose first row names the columns.

Nothing is kept of the file but the row that is being read, so a file may be of any length. Rows are handed on so many at a time;
the same bytes always give the same steps, however they were cut up on the way.

Why the bytes are split before they are read as letters: neither in UTF-8 nor in GB18030 is a line break part of a letter, so one
row with a wrong letter is refused alone.
"""

import contextlib
import csv
import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any, Literal

import msgspec

from creditplus.errors import Flaw, Invalid, Refusal, Words
from creditplus.imports import Row
from creditplus.records import Report
from creditplus.web import bodies

Charset = Literal["utf-8", "gb18030"]
STEP = 4_000
"""How many rows are kept at once."""
ROW_MAX = 64 * 1024
"""How many bytes one row may have."""
BOM = {"utf-8": b"\xef\xbb\xbf", "gb18030": b"\x84\x31\x95\x33"}
LONG = Words(f"这一行超过 {ROW_MAX} 字节", f"this row has more than {ROW_MAX} bytes")
LETTERS = Words("不是所写的编码", "this is not in the encoding that was named")
CELLS = Words("列数与表头不同", "it has not as many columns as the first row")
QUOTES = Words("引号不对", "the quotation marks are not right")
HEADER = Words("第一行要写列名，每个一次", "the first row must name the columns, each once")
ROUNDABOUT = re.compile(r"[\x00-\x1f\\]")
"""A control character, or a letter that is written by its number."""
REPORT = msgspec.json.Decoder(Report)
NEEDED = 4 * 4
"""The quotation marks of what every report has: `id`, `person`, `kind` and `on`, each with its text."""
SPARED = [("ends_on", None), ("found_on", None), ("released_on", None), ("matter", None), ("state", "verified")]
"""What a report need not say, and what it then means."""
Line = tuple[int, bytes | None]
"""A row's number in the file (1 is the first) and its bytes; None if it is too long."""


class Batch(msgspec.Struct, frozen=True):
    """Some rows of a file: which step it is, the rows, the columns' names, and the SHA-256 of everything until their end."""

    number: int
    lines: list[Line]
    names: tuple[str, ...]
    digest: str
    last: bool


class Splitter:
    """Cuts bytes into rows; what is not yet a whole row waits."""

    def __init__(self, *, quoted: bool) -> None:
        self.quoted = quoted
        self.waiting = b""
        self.row = b""
        self.number = 0
        self.over = False

    def rows(self, chunk: bytes) -> list[Line]:
        """The rows that end in a chunk."""
        *lines, self.waiting = (self.waiting + chunk).split(b"\n")
        found = [row for line in lines if (row := self._line(line + b"\n")) is not None]
        if len(self.waiting) > ROW_MAX:
            self.over, self.waiting = True, b""
        return found

    def rest(self) -> list[Line]:
        """The row that ends with the file."""
        row = self._line(self.waiting, ends=True) if self.waiting or self.row or self.over else None
        return [] if row is None else [row]

    def _line(self, line: bytes, *, ends: bool = False) -> Line | None:
        """A row, if one ends with this line: in CSV an open quotation mark goes on to the next line."""
        self.row += line
        self.over = self.over or len(self.row) > ROW_MAX
        if self.quoted and not ends and not self.over and self.row.count(b'"') % 2:
            return None
        whole, self.row = (None if self.over else self.row), b""
        self.number, self.over = self.number + 1, False
        return self.number, whole


async def batches(chunks: AsyncIterator[bytes], form: str, charset: Charset) -> AsyncIterator[Batch]:
    """The rows of a file, so many at a time; the last batch says that it is the last. Raises Invalid (names of columns)."""
    sha, number = hashlib.sha256(), 0
    names: tuple[str, ...] | None = None if form == "csv" else ()
    lines: list[Line] = []
    digest: str | None = None
    async for found in _lines(chunks, form, BOM[charset]):
        for line in found:
            blank = names is not None and line[1] is not None and not line[1].strip()
            if digest is None and (blank or len(lines) == STEP):
                digest = sha.hexdigest()
            sha.update(line[1] if line[1] is not None else b"\0")
            if names is None:
                names = header(line[1], charset)
            elif not blank:
                if digest is not None and len(lines) == STEP:
                    yield Batch(number, lines, names, digest, False)
                    number, lines = number + 1, []
                lines.append(line)
                digest = None
    if names is None:
        bodies.refuse(bodies.EMPTY)
    yield Batch(number, lines, names, digest or sha.hexdigest(), True)


async def _lines(chunks: AsyncIterator[bytes], form: str, mark: bytes) -> AsyncIterator[list[Line]]:
    """The rows that end in each chunk; the mark of an encoding (BOM) at the beginning is left out."""
    splitter, begun = Splitter(quoted=form == "csv"), False
    first = b""
    async for chunk in chunks:
        if not begun:
            first += chunk
            if len(first) < len(mark) and mark.startswith(first):
                continue
            begun, chunk = True, first.removeprefix(mark)
        yield splitter.rows(chunk)
    yield splitter.rows(b"") if begun else splitter.rows(first)
    yield splitter.rest()


def header(row: bytes | None, charset: Charset) -> tuple[str, ...]:
    """The names of the columns. Raises Invalid."""
    try:
        names = tuple(name.strip() for name in _cells(row, charset))
    except Invalid:
        names = ()
    if not names or len(set(names)) != len(names) or "" in names:
        bodies.refuse(HEADER)
    return names


def parsed(batch: Batch, form: str, charset: Charset) -> list[Row]:
    """The rows of a batch as reports, or why they are none."""
    return [_row(number, row, form, batch.names, charset) for number, row in batch.lines]


def listed(values: list[Any]) -> list[Row]:
    """The entries of a JSON array as reports, or why they are none."""
    return [_made(number, value) for number, value in enumerate(values, 1)]


def _row(number: int, row: bytes | None, form: str, names: tuple[str, ...], charset: Charset) -> Row:
    try:
        if form == "csv":
            return _made(number, _tree(names, _cells(row, charset)), loose=True)
        text = _text(row, charset)
        report = quickly(text.rstrip("\r\n"))
        return _made(number, bodies.plain(text.encode())) if report is None else Row(number, report)
    except Refusal as because:
        return Row(number, refusal=because)


def quickly(text: str) -> Report | None:
    """A line of JSON as a report if it is plain enough to be sure at once, else None: then it is read with all care.

    Sure is: no letter is written in a roundabout way, no number is beyond what every reader keeps, and every quotation mark in
    the line is one of a name or a text in the report. A name that stands twice, or one that says `null`, has marks to spare.
    """
    if ROUNDABOUT.search(text):
        return None
    try:
        report = REPORT.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return None
    marks = NEEDED + (2 if report.fields else 0) + sum(4 for name, none in SPARED if getattr(report, name) != none)
    for value in report.fields.values():
        if value.__class__ is str:
            marks += 4
        elif value.__class__ is bool or (value.__class__ in (int, float) and abs(value) <= bodies.WHOLE_MAX):
            marks += 2
        else:
            return None
    if report.document is not None:  # its own name, four or five of its fields, each with its text
        marks += 2 + 4 * (4 + (report.document.final_on is not None))
    return report if report.discretion is None and text.count('"') == marks else None


def _made(number: int, value: Any, *, loose: bool = False) -> Row:
    with contextlib.suppress(msgspec.ValidationError):
        report = msgspec.convert(value, Report)
        if not report.id.endswith("\n"):  # a pattern's `$` also matches before a last line break
            return Row(number, report, loose=loose)
    try:
        return Row(number, bodies.fits(value, Report), loose=loose)
    except Refusal as because:
        return Row(number, refusal=because)


def _text(row: bytes | None, charset: Charset) -> str:
    """A row as letters. Raises Invalid."""
    if row is None:
        bodies.refuse(LONG)
    try:
        text = row.decode(charset)
    except UnicodeDecodeError:
        bodies.refuse(LETTERS)
    if bodies.UNWRITABLE.search(text):
        bodies.refuse(bodies.LETTER)
    return text


def _cells(row: bytes | None, charset: Charset) -> list[str]:
    """The cells of a CSV row (RFC 4180). Raises Invalid."""
    text = _text(row, charset)
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        bodies.refuse(QUOTES)


def _tree(names: tuple[str, ...], cells: list[str]) -> dict[str, Any]:
    """A CSV row as the object that it stands for: `document.type` is the field `type` in `document`; an empty cell is left out."""
    if len(cells) != len(names):
        raise Invalid("bad-fields", flaws=(Flaw("", CELLS),))
    tree: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=True):
        if cell != "":
            outer, _, inner = name.partition(".")
            whole = name == "discretion.points" and cell.removeprefix("-").isdecimal() and len(cell) < 10
            if not inner:
                tree[outer] = cell
            elif isinstance(tree.setdefault(outer, {}), dict):
                tree[outer][inner] = int(cell) if whole else cell
    return tree
