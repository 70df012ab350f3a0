"""Residents' records as Hypothesis can make them: right by the shipped catalogue and otherwise as odd as they come."""

from datetime import date, timedelta

import msgspec
from hypothesis import strategies as st

from creditplus import workdays
from creditplus.province.catalogues import Field, Kind
from creditplus.records import Change, Discretion, Fact, LegalDocument, Record
from tests import shelf

FIRST = date(2022, 1, 1)
TODAY = date(2026, 12, 31)

days = st.dates(FIRST, TODAY)
close = st.dates(date(2026, 1, 1), TODAY)
"""Days of one year, so that pools, windows and repetition meet."""


def numbers(field: Field) -> st.SearchStrategy[int]:
    """A number field's canonical values."""
    parts = 10_000 // 10**field.places if field.type == "decimal" else 10_000
    most = field.max if field.max is not None else 10_000_000
    return st.integers(-(-field.min // parts), most // parts)


def values(field: Field) -> st.SearchStrategy[Fact]:
    """Canonical values that a field can have."""
    match field.type:
        case "text":
            return st.sampled_from(field.choices or ("甲", "乙"))
        case "yes_no":
            return st.booleans()
        case "date":
            return days.map(date.toordinal)
    return numbers(field)


@st.composite
def records(draw: st.DrawFn, kind: Kind, id: str = "r", days: st.SearchStrategy[date] = days) -> Record:
    """A record of a kind: fields by the catalogue, odd dates, now and then a matter, a decision, a document not final yet."""
    on = draw(days)
    later = st.none() | st.integers(0, 900).map(lambda number: on + timedelta(days=number))
    fields = {field.code: draw(values(field)) for field in kind.fields if field.required or draw(st.booleans())}
    final_on = draw(st.sampled_from([0, 0, 0, 60, 400])) if kind.polarity == "demerit" else 0
    document = LegalDocument(
        type=(kind.documents or ("-",))[0], number="1", authority="-", on=on, final_on=on + timedelta(days=final_on)
    )
    decided = Discretion(points=-100 * draw(st.integers(0, 70)), because="-", approved_by="-")
    return Record(
        id=id,
        person="p",
        county="230281",
        kind=kind.code,
        on=on,
        fields=fields,
        ends_on=draw(later),
        found_on=draw(later),
        released_on=draw(later),
        matter=draw(st.sampled_from([None, "甲", "乙"])),
        document=document if kind.polarity == "demerit" else None,
        discretion=decided if draw(st.booleans()) else None,
        state=draw(st.sampled_from(["verified", "verified", "declared"])),
        reported_at=workdays.starts(on + timedelta(days=draw(st.sampled_from([0, 0, 5, 200])))),
    )


def kinds(county: str, *polarities: str) -> list[Kind]:
    """The kinds that a county's rulebook speaks of, of some polarities (of any, if none is named)."""
    book = shelf.rulebook(county)
    spoken = {rule.kind for rule in book.rules} | {condition.kind for condition in book.standing}
    return [
        kind
        for kind in shelf.catalogue().kinds
        if kind.code in spoken and (not polarities or kind.polarity in polarities)
    ]


@st.composite
def lives(draw: st.DrawFn, county: str, most: int = 12, polarities: tuple[str, ...] = ()) -> list[Record]:
    """What is recorded about a resident: few kinds and many records of each, so that limits, pools and matters meet."""
    few = draw(
        st.lists(st.sampled_from(kinds(county, *polarities)), min_size=1, max_size=3, unique_by=lambda kind: kind.code)
    )
    number = draw(st.integers(0, most))
    return [draw(records(draw(st.sampled_from(few)), f"r{place:03}")) for place in range(number)]


def change(record: Record, what: str, on: date, to: Record | None = None) -> Change:
    """What happened to a record on a day, known at once."""
    id = f"c-{record.id}-{what}-{on}"
    return Change(id=id, record=record.id, what=what, on=on, at=workdays.starts(on), to=to)  # type: ignore[arg-type]  # `what` is one of the literals


@st.composite
def years(draw: st.DrawFn, kind: Kind) -> tuple[list[Record], Record]:
    """Records of one kind in one year, all of them known, and one more that was overlooked."""
    found = [draw(records(kind, f"r{place}", close)) for place in range(draw(st.integers(2, 5)))]
    known = [msgspec.structs.replace(one, state="verified", reported_at=workdays.starts(one.on)) for one in found]
    place = draw(st.integers(0, len(known) - 1))
    return known[:place] + known[place + 1 :], known[place]
