"""A record (信用信息): a fact that someone reported about a person, of a kind that the province's catalogue (公共信用信息目录) names.

What the catalogue says of a kind, `check` checks of a record: fields with types and units, dates that make sense, and for a
demerit the legal document that carries it (G10).
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from creditplus import arithmetic, people, workdays
from creditplus.errors import Flaw, Invalid, Words
from creditplus.language.conditions import FieldType
from creditplus.province.catalogues import Field, Kind

Fact = int | str | bool
"""One field's canonical value: decimals as whole parts of their last place, days as ordinals, money as fen."""

OLDEST = date(1949, 10, 1)


class LegalDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The document with legal effect that carries a demerit (G10): its type, number, authority, date, and when it became final."""

    type: Annotated[str, Meta(max_length=60)]
    number: Annotated[str, Meta(min_length=1, max_length=120)]
    authority: Annotated[str, Meta(min_length=1, max_length=120)]
    on: date
    final_on: date | None = None


class Discretion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points that someone decided within a rule's range: how many hundredths, why, and who approved them."""

    points: int
    because: Annotated[str, Meta(min_length=1, max_length=400)]
    approved_by: Annotated[str, Meta(min_length=1, max_length=60)]


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A record as a provider sends it. `person` is the citizen id (GB 11643); it is replaced by a code name at the edge."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
    person: Annotated[str, Meta(min_length=1, max_length=40)]
    kind: Annotated[str, Meta(max_length=60)]
    on: date
    fields: dict[str, Any] = {}
    ends_on: date | None = None
    found_on: date | None = None
    released_on: date | None = None
    matter: Annotated[str, Meta(min_length=1, max_length=120)] | None = None
    document: LegalDocument | None = None
    discretion: Discretion | None = None
    state: Literal["verified", "declared"] = "verified"


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record as it is kept: `fields` hold canonical values; `reported_at` is when this service learned of it."""

    id: str
    person: str
    county: str
    kind: str
    on: date
    fields: dict[str, Fact] = {}
    ends_on: date | None = None
    found_on: date | None = None
    released_on: date | None = None
    matter: str | None = None
    document: LegalDocument | None = None
    discretion: Discretion | None = None
    state: Literal["verified", "declared"] = "verified"
    provider: str = ""
    reported_at: datetime


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a record later. It takes effect `on` a day and is known from `at`; the record itself never changes.

    A correction carries the corrected record in `to`. A settlement ends an objection; `to` is None.
    """

    id: str
    record: str
    what: Literal["correction", "revocation", "withdrawal", "repair", "objection", "settlement"]
    on: date
    at: datetime
    to: Record | None = None


def check(report: Report, kind: Kind, today: date) -> dict[str, Fact]:
    """The canonical fields of a report, checked against its kind. Raises Invalid that lists every flaw at once."""
    flaws = [*_field_flaws(report.fields, kind), *_date_flaws(report, today), *_document_flaws(report, kind, today)]
    flaws += people.mentioned(report, but="person")
    if flaws:
        raise Invalid("bad-record", flaws=tuple(flaws))
    return {
        code: canonical(value, kind.field_types[code]) for code, value in report.fields.items() if value is not None
    }


def canonical(value: Any, type: FieldType) -> Fact:
    """One well-typed JSON value as a canonical fact."""
    if type.type == "date":
        return date.fromisoformat(value).toordinal()
    if type.type == "decimal":
        return int(exactly(value, 10**type.places) or 0)
    return value  # type: ignore[no-any-return]  # text, whole, fen and yes_no are already canonical


def exactly(value: Any, scale: int) -> int | None:
    """A JSON number as a whole count of its `scale`-ths, or None if that is not exact."""
    return _exactly(value, scale) if value.__class__ is float else arithmetic.scaled(value, scale)


@lru_cache(8_192)
def _exactly(value: float, scale: int) -> int | None:
    """The shortest decimal that means this float is what the sender wrote; many records say the same few numbers."""
    return arithmetic.scaled(Decimal(repr(value)), scale)


def _field_flaws(fields: Mapping[str, Any], kind: Kind) -> list[Flaw]:
    flaws = [
        Flaw(f"/fields/{code[:60]}", Words("目录中这类信息没有这个字段", "this kind has no such field"))
        for code in fields
        if kind.field(code) is None
    ]
    for field in kind.fields:
        where = f"/fields/{field.code}"
        if fields.get(field.code) is None:
            if field.required:
                flaws.append(Flaw(where, Words("缺少这个字段", "this field is missing")))
        elif (wrong := _wrong_value(fields[field.code], field)) is not None:
            flaws.append(Flaw(where, wrong))
    return flaws


def _wrong_value(value: Any, field: Field) -> Words | None:
    """What is wrong with a value, or None."""
    match field.type:
        case "yes_no":
            return None if isinstance(value, bool) else Words("要写 true 或 false", "must be true or false")
        case "date":
            try:
                date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
            except ValueError:
                return Words("要写日期，例如 2026-07-01", "must be a date such as 2026-07-01")
            return None
        case "text":
            if not isinstance(value, str) or not 0 < len(value) <= 400 or "\0" in value:
                return Words("要写 1 到 400 个字", "must be a text of 1 to 400 characters")
            if field.choices and value not in field.choices:
                return Words(f"只能是：{'、'.join(field.choices)}", f"must be one of: {', '.join(field.choices)}")
            return None
    return _wrong_number(value, field)


def _wrong_number(value: Any, field: Field) -> Words | None:
    places = field.places if field.type == "decimal" else 0
    if exactly(value, 10**places) is None:
        return Words(
            f"要写一个至多 {places} 位小数的数" if places else "要写一个整数",
            f"must be a number with at most {places} decimal places" if places else "must be a whole number",
        )
    amount = exactly(value, arithmetic.AMOUNT)
    most = field.max if field.max is not None else arithmetic.NUMBER_MAX * arithmetic.AMOUNT
    if amount is None or not field.min <= amount <= most:
        low, high, unit = field.min / arithmetic.AMOUNT, most / arithmetic.AMOUNT, field.unit or ""
        return Words(f"要在 {low:g} 和 {high:g} {unit}之间", f"must be from {low:g} to {high:g}")
    return None


def _date_flaws(report: Report, today: date) -> list[Flaw]:
    if OLDEST <= report.on <= today and not (report.ends_on or report.found_on or report.released_on):
        return []
    days = {"on": report.on, "found_on": report.found_on, "ends_on": report.ends_on, "released_on": report.released_on}
    flaws = [
        Flaw(f"/{name}", Words("日期在将来", "the date lies in the future"))
        for name, day in days.items()
        if day is not None and day > today and name not in ("ends_on", "released_on")
    ]
    flaws += [
        Flaw(f"/{name}", Words("早于行为日期", "lies before the day of the act"))
        for name, day in days.items()
        if day is not None and day < report.on
    ]
    flaws += [Flaw("/on", Words("日期过早", "the date is too long ago"))] if report.on < OLDEST else []
    return flaws


def _document_flaws(report: Report, kind: Kind, today: date) -> list[Flaw]:
    if kind.polarity != "demerit":
        return []
    if report.document is None:
        return [Flaw("/document", Words("减分信息必须有生效的法律文书", "a demerit needs its legal document"))]
    flaws = []
    if report.document.type not in kind.documents:
        allowed = "、".join(kind.documents)
        flaws.append(Flaw("/document/type", Words(f"只能是：{allowed}", f"must be one of: {allowed}")))
    if report.document.on > today:
        flaws.append(Flaw("/document/on", Words("日期在将来", "the date lies in the future")))
    if report.document.final_on is not None and report.document.final_on < report.document.on:
        flaws.append(Flaw("/document/final_on", Words("早于文书日期", "lies before the document's own date")))
    return flaws


def of_report(
    report: Report, *, provider: str, person: str, county: str, fields: dict[str, Fact], at: datetime
) -> Record:
    """A checked report as a record: the provider's own id made unique, the citizen id replaced by a code name."""
    return Record(
        id=f"{provider}:{report.id}",
        person=person,
        county=county,
        provider=provider,
        kind=report.kind,
        on=report.on,
        fields=fields,
        ends_on=report.ends_on,
        found_on=report.found_on,
        released_on=report.released_on,
        matter=report.matter,
        document=report.document,
        discretion=report.discretion,
        state=report.state,
        reported_at=at,
    )


def differing(one: Record, other: Record) -> str | None:
    """The JSON Pointer of the first field in which two records differ, whenever they were reported; None if they say the same."""
    left, right = (msgspec.to_builtins(record) for record in (one, other))
    for name in Report.__struct_fields__:
        if name != "id" and left[name] != right[name]:
            inner = [left[name], right[name]]
            if all(isinstance(part, dict) for part in inner):
                keys = [key for key in {**inner[0], **inner[1]} if inner[0].get(key) != inner[1].get(key)]
                return f"/{name}/{keys[0]}"
            return f"/{name}"
    return None


def reported_on(record: Record) -> date:
    """The day in Asia/Shanghai on which this service learned of a record."""
    return workdays.day_of(record.reported_at)
