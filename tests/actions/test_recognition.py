"""A recognition text goes the way of every text: looked at, proved, proposed, approved by a second person, in force from its day."""

from datetime import date

import pytest

from creditplus.actions.approve_document import approve_document
from creditplus.actions.prove_document import prove_document
from creditplus.errors import Forbidden, GuardrailBroken, Invalid
from creditplus.people import Actor
from creditplus.recognition import Recognition
from creditplus.tools import store
from tests import shelf
from tests.town import APPROVER, AUTHOR, Town

HEIHE = "rules/231100-recognises/2026-03-01.toml"


async def _ruling(town: Town, county: str, on: date) -> Recognition | None:
    async with town.store.transaction() as db:
        return await store.recognition(db, county, on)


async def test_a_recognition_text_rules_once_a_second_person_approved_it(the_town: Town) -> None:
    document = await the_town.propose(shelf.text(HEIHE), HEIHE)
    assert (document.kind, document.division, document.effective) == ("recognition", "231100", date(2026, 3, 1))
    with pytest.raises(Forbidden, match="own-document"):
        await the_town.act(approve_document, AUTHOR, document.digest)
    before = await _ruling(the_town, "231181", date(2026, 11, 24))
    await the_town.act(approve_document, APPROVER, document.digest)
    ruling = await _ruling(the_town, "231181", date(2026, 11, 24))
    early = await _ruling(the_town, "231181", date(2026, 2, 28))
    elsewhere = await _ruling(the_town, "230281", date(2026, 11, 24))
    assert (before, early, elsewhere) == (None, None, None)
    assert ruling is not None
    assert ruling.digest == document.digest


async def test_a_mapping_that_turns_round_may_not_rule(the_town: Town) -> None:
    text = shelf.text(HEIHE).replace('AAA = "AA",', 'AAA = "A",', 1)
    with pytest.raises(GuardrailBroken, match="harmful-text") as refused:
        await the_town.propose(text, HEIHE)
    line = text.split("\n").index('grades    = { AAA = "A", AA = "AA", A = "A" }') + 1
    assert {(one.code, one.line) for one in refused.value.problems} == {("T8", line)}


async def test_another_city_proposes_nothing_here_and_what_cannot_be_read_is_told(the_town: Town) -> None:
    with pytest.raises(Forbidden, match="other-county"):
        await the_town.act(prove_document, Actor("author-2", "author", "230200"), shelf.text(HEIHE), HEIHE)
    with pytest.raises(Invalid, match="bad-text"):
        await the_town.propose(shelf.text(HEIHE).replace("ladder", "laddre", 1), HEIHE)
