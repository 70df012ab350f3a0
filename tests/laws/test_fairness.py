"""Whatever rule an author may write: one more merit never costs points, one more demerit never brings any.

Why over made-up rules: the shipped rulebooks use few of the ways in which limits, pools, matters and repetition can be put
together. What the checks let through, this law must hold for.
"""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditplus import ledger, workdays
from creditplus.drafting import worths
from creditplus.language import conditions
from creditplus.province.catalogues import Kind
from creditplus.records import LegalDocument, Record
from creditplus.rulebooks import Band, Limits, Measured, Occurrences, Ready
from tests import lives, shelf

ON = date(2026, 12, 31)
DAYS = [date(2025, month, 5) for month in (7, 12)] + [
    date(2026, month, day) for month in (3, 4, 12) for day in (5, 5, 6)
]
"""Few days, so that records often meet in a day, a month, a year and a matter."""
PERIODS = ("record", "day", "month", "year", "rolling", "life")
MERIT, DEMERIT = "volunteer_service", "debt_judgment"


def kind_of(code: str) -> Kind:
    """A kind of the catalogue."""
    found = shelf.catalogue().find(code)
    assert found is not None
    return found


def points(sign: int) -> st.SearchStrategy[int]:
    """A few whole points of the right sign."""
    return st.integers(1, 4).map(lambda number: 100 * sign * number)


@st.composite
def tables(draw: st.DrawFn, sign: int, *, whole: bool) -> Occurrences:
    """What repetition makes of the points: factors, or else a table."""
    name = draw(st.sampled_from(["points", "state"])) if whole else "factors"
    rising = sorted(draw(st.lists(st.integers(0, 5), min_size=1, max_size=3)))
    table = tuple(number if name == "factors" else 100 * sign * number for number in rising)
    return Occurrences(within=draw(st.sampled_from(["1 month", "6 months", "12 months"])), **{name: table})


@st.composite
def bands(draw: st.DrawFn, sign: int) -> tuple[Band, ...]:
    """Bands that rise, the last one perhaps open."""
    ends = sorted(draw(st.lists(st.integers(1, 20), max_size=2, unique=True)))
    tops = [10_000 * end for end in ends] + draw(st.sampled_from([[], [None]]))
    assume(tops)
    return tuple(Band(draw(points(sign)), 10_000 * draw(st.integers(1, 3)), top, draw(st.booleans())) for top in tops)


@st.composite
def limits(draw: st.DrawFn, sign: int) -> Limits:
    """Limits for up to two periods."""
    names = draw(st.lists(st.sampled_from(PERIODS), max_size=2, unique=True))
    told: dict[str, Any] = {name: draw(points(sign)) for name in names}
    return Limits(**told, window="6 months" if "rolling" in names else None)


@st.composite
def rules(draw: st.DrawFn, kind: Kind) -> Ready:
    """Any rule for a kind that the checks let through."""
    sign = -1 if kind.polarity == "demerit" else 1
    way = draw(st.sampled_from(["points", "points_by", "bands", "table"]))
    field = next(field for field in kind.fields if field.choices)
    measured = Measured(conditions.All(()), "hours", 1000, 0, None)
    told: dict[str, Any] = {"counts_for": draw(st.sampled_from(["12 months", "1 month"] + ["24 months"] * (sign > 0)))}
    if way == "points":
        told["points"] = draw(points(sign))
    elif way == "points_by":
        told["points_by"] = {field.code: {choice: draw(points(sign)) for choice in field.choices[:3]}}
    elif way == "bands":
        told["bands"] = draw(bands(sign))
        told["pooled"] = draw(st.sampled_from(["record", "month", "year", "life", "rolling 6 months"]))
        told["at_least"] = draw(st.sampled_from([0, 30_000]))
        told["measures"] = (measured,) if sign > 0 else ()
    if way == "table" or draw(st.booleans()):
        told["occurrences"] = draw(tables(sign, whole=way == "table"))
    rule = Ready(
        code="rule",
        title=kind.title,
        kind=kind.code,
        law="《例法》第一条",
        limits=draw(limits(sign)),
        same_matter_once=draw(st.booleans()),
        highest_of=draw(st.sampled_from([None, None, None, "year", "life"])),
        while_it_lasts=sign > 0 and draw(st.booleans()),
        counts_from=draw(st.sampled_from(["act", "finding", "end"])),
        polarity=kind.polarity,
        magnitude=-1 if sign < 0 else 1,
        **told,
    )
    found = [*worths.worth_of(rule), *worths.signs_of(rule, kind), *worths.dates_of(rule, kind)]
    assume(not found)
    return rule


def worth(rule: Ready, records: list[Record]) -> int:
    """What some records are worth together under a rule at the end of 2026."""
    book = msgspec.structs.replace(shelf.rulebook(shelf.NEHE), rules=(rule,))
    items = ledger.gather(book, ledger.standing(records, [], ON), ON, lambda _: rule.code)
    return sum(entry.points for entry in ledger.post(book, items))


@st.composite
def years(draw: st.DrawFn, kind: Kind) -> tuple[list[Record], Record]:
    """Records of one kind over two years, all of them standing, and one more that was overlooked."""
    days = st.sampled_from(DAYS)
    document = LegalDocument("-", "1", "-", date(2025, 1, 1), date(2025, 1, 1)) if kind.polarity == "demerit" else None
    found = [
        msgspec.structs.replace(
            draw(lives.records(kind, f"r{place}", days)),
            state="verified",
            reported_at=workdays.starts(ON),
            document=document,
        )
        for place in range(draw(st.integers(2, 5)))
    ]
    place = draw(st.integers(0, len(found) - 1))
    return found[:place] + found[place + 1 :], found[place]


@pytest.mark.parametrize("code", [MERIT, DEMERIT])
@settings(max_examples=1500, deadline=None)
@given(data=st.data())
def test_one_more_record_never_moves_the_points_the_wrong_way(code, data):
    kind = kind_of(code)
    rule = data.draw(rules(kind))
    known, overlooked = data.draw(years(kind))
    moved = worth(rule, [*known, overlooked]) - worth(rule, known)
    assert moved <= 0 if kind.polarity == "demerit" else moved >= 0
