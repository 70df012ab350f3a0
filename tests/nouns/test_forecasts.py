"""What happens to a score by itself, and what a good deed would do."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditplus import ledger, publications
from creditplus.errors import Invalid
from creditplus.outlooks import forecasts
from tests.nouns import small

CLEAN = '[[clean]]\ncode = "clean"\ntitle = { zh = "季度", en = "a clean quarter" }\nper = "quarter"\npoints = 5\nperiods_max = 2\n'
LISTED = (
    '[[standing]]\ncode = "list"\ntitle = { zh = "名单", en = "while listed" }\nkind = "serious_list"\nat_most = 300\n'
)
LAW = 'law = "国办发〔2020〕49号"\n'
PLAIN = small.book(small.SERVICE, small.PENALTY, small.GIFT)
FULL = small.book(small.SERVICE, small.PENALTY, small.GIFT, CLEAN + LAW, LISTED + LAW)


def coming(book, history, on: date):
    return forecasts.next_change(book, history, on, ledger.plainly(book))


def test_the_end_of_a_demerit_is_foretold_with_the_line_that_ends():
    outlook = coming(PLAIN, small.history(small.penalty(date(2026, 3, 10))), date(2026, 4, 1))
    assert outlook is not None
    assert (outlook.on, outlook.points, outlook.words.en) == (
        date(2027, 3, 10),
        20_00,
        "on 2027-03-10 the item of 2026-03-10, penalty, ends: +20 (from 480 to 500 points, the grade goes from B to A)",
    )
    assert outlook.words.zh == "2027-03-10：2026-03-10 的“规则”到期：+20（480 分变为 500 分，等级由 B 变为 A）"


def test_nothing_is_foretold_where_nothing_ends_or_the_text_ends_first():
    assert coming(PLAIN, small.history(small.gift(date(2026, 3, 10))), date(2026, 4, 1)) is None
    assert coming(PLAIN, small.history(small.penalty(date(2028, 3, 10))), date(2028, 4, 1)) is None


def test_a_demerit_that_becomes_final_is_foretold_too():
    outlook = coming(
        PLAIN, small.history(small.penalty(date(2026, 3, 10), final_on=date(2026, 5, 2))), date(2026, 4, 1)
    )
    assert outlook is not None
    assert (outlook.on, outlook.points) == (date(2026, 5, 2), -20_00)


def test_a_repair_that_takes_effect_later_is_foretold():
    history = small.history(small.penalty(date(2026, 3, 10)))
    repair = msgspec.structs.replace(
        small.changed(history.records[0], "repair", date(2026, 6, 1)), at=history.records[0].reported_at
    )
    outlook = coming(PLAIN, msgspec.structs.replace(history, changes=(repair,)), date(2026, 4, 1))
    assert outlook is not None
    assert (outlook.on, outlook.points) == (date(2026, 6, 1), 20_00)


def test_the_end_of_a_listing_and_a_clean_quarter_are_foretold():
    listed = {"kind": "serious_list", "on": date(2026, 1, 5), "ends_on": date(2026, 3, 1)}
    ends = coming(FULL, small.history(listed), date(2026, 2, 1))
    clean = coming(FULL, small.history(listed), date(2026, 3, 1))
    assert ends is not None
    assert clean is not None
    assert [(ends.on, ends.points), (clean.on, clean.points)] == [(date(2026, 3, 1), 200_00), (date(2026, 4, 1), 5_00)]


DAYS = st.dates(date(2026, 1, 2), date(2026, 12, 28))
FACTS = st.one_of(
    st.builds(small.service, DAYS, st.integers(1, 40)),
    st.builds(small.gift, DAYS),
    st.builds(small.penalty, DAYS),
    st.builds(
        lambda on, days: {"kind": "serious_list", "on": on, "ends_on": on + timedelta(days)}, DAYS, st.integers(1, 200)
    ),
)


@given(st.lists(FACTS, max_size=5), DAYS)
@settings(max_examples=25, deadline=None)
def test_before_the_foretold_day_nothing_changes_and_on_it_the_score_does(facts, on):
    history, match = small.history(*facts), ledger.plainly(FULL)
    known = msgspec.structs.replace(history, records=tuple(one for one in history.records if one.on <= on))
    outlook = forecasts.next_change(FULL, known, on, match)
    end = outlook.on if outlook else min(on + timedelta(600), FULL.expires)
    before = publications.live(FULL, known, on, match)
    for days in range(0, (end - on).days, 7):
        live = publications.live(FULL, known, on + timedelta(days), match)
        assert (live.points, live.grade) == (before.points, before.grade)
    if outlook is not None:
        yesterday = publications.live(FULL, known, end - timedelta(1), match)
        assert yesterday.points == before.points
        assert (outlook.after.points, outlook.after.grade) != (before.points, before.grade)


def test_twenty_hours_of_volunteering_are_worth_what_the_outlook_says():
    on, kind = date(2026, 4, 1), small.CATALOGUE.find("volunteer_service")
    assert kind is not None
    supposed = forecasts.suppose(kind, {"hours": 20}, on, person="p", county="230281")
    history = small.history(small.gift(date(2026, 3, 10)))
    outlook = forecasts.what_if(PLAIN, history, supposed, on, ledger.plainly(PLAIN))
    assert [(shift.points, shift.before) for shift in outlook.shifts] == [(20_00, None)]
    assert outlook.words.en.startswith("on 2026-04-01 the item of 2026-04-01, service, begins: +20 (from 502 to 522")


def test_a_supposed_record_is_checked_like_a_reported_one():
    kind = small.CATALOGUE.find("volunteer_service")
    assert kind is not None
    with pytest.raises(Invalid) as refused:
        forecasts.suppose(kind, {"hours": 10_000, "x": 1}, date(2026, 4, 1), person="p", county="230281")
    assert [flaw.pointer for flaw in refused.value.flaws] == ["/fields/x", "/fields/hours"]
