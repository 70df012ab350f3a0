"""A household's account holds what its members hold, and never costs one of them anything."""

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditplus import ledger, publications
from creditplus.lives import households
from creditplus.lives.histories import History
from creditplus.rulebooks import Joining
from tests.nouns import small

COUNTY = "230281"
ON = date(2026, 9, 1)
HONOUR = small.rule("moral_model", 'points_by = { level = { "县" = 5 } }\nsame_matter_once = true', "honour")
BOOK = small.book(small.GIFT, small.PENALTY, HONOUR)
MATCH = ledger.plainly(BOOK)
HONOURED = {"kind": "moral_model", "on": date(2026, 3, 1), "level": "县", "matter": "文明家庭"}


def points(history: History, on: date = ON) -> int:
    return publications.live(BOOK, history, on, MATCH).points


@pytest.mark.parametrize(
    ("households_allowed", "members", "may"),
    [("none", 2, False), ("couple", 2, True), ("couple", 3, False), ("family", 3, True), ("family", 1, False)],
)
def test_how_many_may_have_an_account_together(households_allowed, members, may):
    assert (households.reasons(Joining(households=households_allowed), members) == ()) is may


def test_the_account_holds_every_members_records_and_changes():
    one = small.history(small.gift(date(2026, 2, 1)), person="one")
    other = small.history(small.penalty(date(2026, 2, 2)), person="other")
    repaired = msgspec.structs.replace(other, changes=(small.changed(other.records[0], "repair", date(2026, 5, 1)),))
    merged = households.merged("h", COUNTY, [one, repaired], ON)
    assert (points(merged, date(2026, 4, 1)), points(merged)) == (482_00, 502_00)


def test_a_matter_of_two_members_counts_once():
    members = [small.history(HONOURED, person=person) for person in ("one", "other")]
    assert points(households.merged("h", COUNTY, members, ON)) == 505_00


def test_a_member_who_left_takes_their_records_along():
    one, other = (small.history(small.gift(date(2026, 2, 1)), person=person) for person in ("one", "other"))
    gone = msgspec.structs.replace(other, enrolments=(*other.enrolments, small.left("other", COUNTY, date(2026, 8, 1))))
    assert points(households.merged("h", COUNTY, [one, gone], date(2026, 7, 31))) == 504_00
    assert points(households.merged("h", COUNTY, [one, gone], ON)) == 502_00


def test_clean_time_begins_when_the_last_member_joined():
    one, other = (small.history(person=person) for person in ("one", "other"))
    late = msgspec.structs.replace(
        other, enrolments=tuple(msgspec.structs.replace(step, on=date(2026, 5, 1)) for step in other.enrolments)
    )
    assert households.merged("h", COUNTY, [one, late], ON).joined_on(ON) == date(2026, 5, 1)


def test_nobody_of_the_household_takes_part_so_it_does_not_either():
    assert households.merged("h", "231181", [small.history(person="one")], ON).joined_on(ON) is None


FACTS = st.lists(st.sampled_from([small.gift(date(2026, 2, 1)), small.penalty(date(2026, 3, 1)), HONOURED]), max_size=4)


@given(FACTS, FACTS)
@settings(max_examples=60, deadline=None)
def test_nobody_is_served_worse_than_alone(ones, others):
    members = [small.history(*facts, person=person) for person, facts in (("one", ones), ("other", others))]
    household = publications.live(BOOK, households.merged("h", COUNTY, members, ON), ON, MATCH)
    for member in members:
        own = publications.live(BOOK, member, ON, MATCH)
        served = households.better(BOOK, own, household)
        assert served.points >= own.points
        assert [grade.code for grade in BOOK.grades].index(served.grade) <= [g.code for g in BOOK.grades].index(
            own.grade
        )
