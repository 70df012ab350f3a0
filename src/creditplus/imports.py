"""An import (批量报送): a file of records from one provider, read step by step, and what became of each row.

Why refused rows are kept without what they said: a row that is not a record belongs to no person whose leaving would take it
along, and its sender still has it. What is kept is enough to mend it: its place in the file, its own id, and every reason.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec

from creditplus.catalogues import Kind
from creditplus.errors import Flaw, Refusal
from creditplus.records import Report

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


def tally(steps: Iterable[Step]) -> Tally:
    """What the steps of an import add up to."""
    known = list(steps)
    names = ("rows", "accepted", "same", "conflicts", "refused")
    sums = {name: sum(getattr(step, name) for step in known) for name in names}
    return Tally(**sums, done=any(step.last for step in known))


def refused(row: Row, because: Refusal, import_id: str) -> RefusedRow:
    """A row with the reasons for which it was not kept."""
    own_id = row.report.id if row.report else None
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
