"""Kinds of good records that a person has switched off count for nothing; nothing else can be switched off."""

from datetime import date

import msgspec
import pytest

from creditplus import ledger, optouts, workdays
from creditplus.optouts import Switch
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
