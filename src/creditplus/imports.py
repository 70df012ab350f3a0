"""An import (批量报送): a file of records from one provider, read step by step, and what became of each row.

Why refused rows are kept without what they said: a row that is not a record belongs to no person whose leaving would take it
along, and its sender still has it. What is kept is enough to mend it: its place in the file, its own id, and every reason.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from creditplus import people, records
from creditplus.errors import Flaw, Invalid, Refusal, Words
from creditplus.province.catalogues import Catalogue, Kind
from creditplus.records import Fact, Report

Checked = tuple[Report, dict[str, Fact], str]
"""A report that is right in itself, its canonical fields, and the citizen id in its one form."""
Form = Literal["ndjson", "csv", "array"]
YES, NO = frozenset({"true", "yes", "1", "是"}), frozenset({"false", "no", "0", "否"})
WHOLE_DIGITS_MAX = 18


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """One file: `<provider>:<the provider's own name for it>`, the county that it is about, and how it is written."""

    id: str
    provider: str
    county: str
    form: Form
    at: datetime


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """So many rows of a file, kept together or not at all. `digest` is the SHA-256 of the file until their end."""

    import_id: str
    number: int
    rows: int
    accepted: int
    same: int
    conflicts: int
    refused: int
    digest: str
    last: bool
    at: datetime


class RefusedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was not kept: its place in the file (1 is the first), its own id if it could be read, and why."""

    import_id: str
    row: int
    own_id: str | None
    outcome: Literal["conflict", "refused"]
    problem: str
    flaws: tuple[Flaw, ...]


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows were read so far, and what became of them; `done` when the whole file was read."""

    rows: int
    accepted: int
    same: int
    conflicts: int
    refused: int
    done: bool


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row as it was read: a report, or why it is none. `loose`: its fields are texts, as a CSV file has them."""

    number: int
    report: Report | None = None
    refusal: Refusal | None = None
    loose: bool = False


class Sifted(msgspec.Struct, frozen=True):
    """Rows, and by the catalogue of a day: those that are right in themselves, by their number, and the others, each with its reason."""

    rows: list[Row]
    catalogue: Catalogue
    on: date
    good: dict[int, Checked]
    refused: list[tuple[Row, Refusal]]

    def by(self, catalogue: Catalogue, on: date) -> "Sifted":
        """The same rows by the catalogue of a day; nothing is done if it is this one already."""
        return self if catalogue is self.catalogue and on == self.on else sift(self.rows, catalogue, on)


def sift(rows: list[Row], catalogue: Catalogue, on: date) -> Sifted:
    """The rows that are right in themselves, and those that are not."""
    good: dict[int, Checked] = {}
    refused: list[tuple[Row, Refusal]] = []
    for row in rows:
        try:
            good[row.number] = _checked(row, catalogue, on)
        except Refusal as because:
            refused.append((row, because))
    return Sifted(rows, catalogue, on, good, refused)


def _checked(row: Row, catalogue: Catalogue, on: date) -> Checked:
    """A row's report, its canonical fields and its citizen id. Raises Refusal."""
    if row.report is None:
        raise row.refusal or Invalid("unreadable")
    kind = catalogue.find(row.report.kind)
    if kind is None:
        raise Invalid("unknown-kind", flaws=(Flaw("/kind", Words("目录中没有这一类", "not in the catalogue")),))
    number = people.citizen_id(row.report.person)
    if number is None:
        flaw = Flaw("/person", Words("不是有效的公民身份号码", "not a valid citizen id"))
        raise Invalid("bad-record", flaws=(flaw,))
    report = typed(row.report, kind) if row.loose else row.report
    return report, records.check(report, kind, on), number


def tally(steps: Iterable[Step]) -> Tally:
    """What the steps of an import add up to."""
    known = list(steps)
    names = ("rows", "accepted", "same", "conflicts", "refused")
    sums = {name: sum(getattr(step, name) for step in known) for name in names}
    return Tally(**sums, done=any(step.last for step in known))


def refused(row: Row, because: Refusal, import_id: str) -> RefusedRow:
    """A row with the reasons for which it was not kept."""
    own_id = row.report.id if row.report and not people.names_somebody(row.report.id) else None
    outcome: Literal["conflict", "refused"] = "conflict" if because.kind == "conflict" else "refused"
    return RefusedRow(
        import_id=import_id, row=row.number, own_id=own_id, outcome=outcome, problem=because.type, flaws=because.flaws
    )


def typed(report: Report, kind: Kind) -> Report:
    """A report whose fields are texts, with the values that its kind asks for; what cannot be one stays a text and is refused."""
    types = kind.field_types
    fields = {
        code: value if code not in types else _value(value, types[code].type) for code, value in report.fields.items()
    }
    return msgspec.structs.replace(report, fields=fields)


def _value(written: Any, type: str) -> Any:
    """One cell as a value of a type."""
    if not isinstance(written, str) or type in ("text", "date"):
        return written
    if type == "yes_no":
        word = written.strip().lower()
        return True if word in YES else False if word in NO else written
    plain = written.strip()
    if plain.removeprefix("-").isdecimal() and plain.isascii() and len(plain) <= WHOLE_DIGITS_MAX:
        return int(plain)
    whole, dot, places = plain.removeprefix("-").partition(".")
    exact = dot and whole.isdecimal() and places.isdecimal() and plain.isascii() and len(plain) <= WHOLE_DIGITS_MAX - 2
    return float(plain) if exact else written
