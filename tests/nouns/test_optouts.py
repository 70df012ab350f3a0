"""Kinds of good records that a person has switched off count for nothing; nothing else can be switched off."""

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditplus import ledger, publications, workdays
from creditplus.lives import optouts
from creditplus.lives.histories import History
from creditplus.lives.optouts import Switch
from creditplus.people import Enrolment
from tests import lives, shelf
from tests.nouns import small


def switch(kind: str, what, on: date) -> Switch:
    return Switch(id=f"{kind}-{on}", person="p", kind=kind, what=what, at=workdays.starts(on))


SWITCHES = [
    switch("charity_donation", "off", date(2026, 3, 1)),
    switch("charity_donation", "on", date(2026, 5, 1)),
    switch("moral_model", "off", date(2026, 4, 1)),
]


@pytest.mark.parametrize(
    ("on", "off"),
    [
        (date(2026, 3, 1), set()),
        (date(2026, 3, 2), {"charity_donation"}),
        (date(2026, 4, 2), {"charity_donation", "moral_model"}),
        (date(2026, 5, 2), {"moral_model"}),
    ],
)
def test_what_was_said_last_before_an_instant_holds(on, off):
    assert optouts.off(SWITCHES, workdays.starts(on)) == off
    assert optouts.off(SWITCHES[::-1], workdays.starts(on)) == off


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        ("charity_donation", True),
        ("moral_model", True),
        ("penalty_general", False),
        ("serious_list", False),
        ("x", False),
    ],
)
def test_only_merits_and_honours_can_be_switched_off(kind, may):
    assert optouts.can_switch(small.CATALOGUE, kind) is may


def test_a_switched_off_kind_leaves_the_history_and_its_honour_goes_with_it():
    on = date(2026, 6, 1)
    honour = {"kind": "moral_model", "on": date(2026, 2, 1), "level": "县"}
    history = small.history(small.gift(date(2026, 2, 1)), honour, small.penalty(date(2026, 2, 3)))
    switched = msgspec.structs.replace(history, switches=(switch("moral_model", "off", date(2026, 5, 1)),))
    kept = switched.stand(on)
    assert [record.kind for record in kept] == ["charity_donation", "penalty_general"]
    assert ledger.honours(small.CATALOGUE, kept, on) == frozenset()
    assert switched.stand(date(2026, 4, 30)) == history.stand(date(2026, 4, 30))
    assert switched.stand(date(2026, 4, 30), asked=on) == [one for one in kept if one.on <= date(2026, 4, 30)]


COUNTY = "231181"
BOOK, MATCH = shelf.rulebook(COUNTY), ledger.plainly(shelf.rulebook(COUNTY))
GOOD = [kind.code for kind in lives.kinds(COUNTY, "merit", "honour")]


@given(lives.lives(COUNTY), st.lists(st.sampled_from(GOOD), max_size=4), lives.days)
@settings(max_examples=80, deadline=None)
def test_switching_off_and_on_again_restores_exactly_and_off_is_as_if_never_reported(life, kinds, on):
    """For all lives: with a kind off the score is that of somebody about whom it was never reported; on again, nothing differs."""
    step = Enrolment(id="j", person="p", county=COUNTY, what="joined", on=lives.FIRST, at=workdays.starts(lives.FIRST))
    plain = History("p", tuple(life), (), (step,))
    off = tuple(switch(kind, "off", on) for kind in set(kinds))
    on_again = tuple(
        msgspec.structs.replace(one, id=one.id + "+", what="on", at=one.at + optouts.INSTANT) for one in off
    )
    silent = msgspec.structs.replace(plain, records=tuple(one for one in life if one.kind not in kinds))
    for read in (publications.live, publications.published):
        without = read(BOOK, msgspec.structs.replace(plain, switches=off), on, MATCH)
        again = read(BOOK, msgspec.structs.replace(plain, switches=off + on_again), on, MATCH)
        assert without == read(BOOK, silent, on, MATCH)
        assert again == read(BOOK, plain, on, MATCH)
