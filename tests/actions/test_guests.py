"""A guest of another city in the same deployment: home's grade, by home's text, opens the receiving city's own benefit."""

import msgspec
import pytest

from creditplus.actions.decide_scenario import Answer, decide_scenario
from creditplus.actions.give_consent import give_consent
from creditplus.actions.read_decisions import read_decisions
from creditplus.actions.replay_decision import replay_decision
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.audit import Event
from creditplus.decisions import Decided, Guest
from creditplus.errors import Conflict, NotFound
from creditplus.people import Actor
from tests import guests
from tests.guests import HEIHE, HOTEL, NEHE, STAY
from tests.town import Town

AUDITOR = Actor("auditor-town", "auditor")


async def _stay(town: Town, resident: Actor) -> Answer:
    return await town.act(decide_scenario, HOTEL, STAY, await guests.code(town, resident))


def _same(answer: Answer, other: Answer) -> bool:
    ones = [msgspec.to_builtins(one) | {"decision": "", "attestation": "", "until": ""} for one in (answer, other)]
    return ones[0] == ones[1] and len(answer.attestation) == len(other.attestation)


async def test_a_guest_of_good_grade_gets_the_receiving_citys_own_benefit_and_nothing_else_shows(
    the_town: Town,
) -> None:
    await the_town.rule([guests.TEXT])
    _, good = await guests.guest(the_town, 1)
    _, plain = await guests.guest(the_town, 2, good=False)
    helped, standard = await _stay(the_town, good), await _stay(the_town, plain)
    replayed = [await the_town.act(replay_decision, AUDITOR, one.decision) for one in (helped, standard)]
    own = (await the_town.act(read_decisions, good)).decisions[0]
    assert (helped.outcome, helped.terms["deposit_fen"]) == ("benefit", 0)
    assert (standard.outcome, standard.terms["deposit_fen"]) == ("standard", 30_000)
    assert [(one.same, one.same_facts) for one in replayed] == [(True, True), (True, True)]
    [told] = await the_town.kept(Decided, id=helped.decision)
    assert told.guest is not None
    assert msgspec.structs.replace(told.guest, text=None) == Guest(NEHE, grade="AA")
    assert (told.county, told.benefits, own.authorisation is not None) == (HOTEL.county, ("stay",), True)
    [event] = [one for one in await the_town.kept(Event, verb="decide_scenario") if one.subject == good.id]
    assert (event.detail["home"], "AA" in msgspec.json.encode(event).decode()) == ("230200", False)


async def test_without_consent_text_or_grade_every_guest_gets_the_same_standard(the_town: Town) -> None:
    _, good = await guests.guest(the_town, 1)
    _, plain = await guests.guest(the_town, 2, good=False)
    consent = await the_town.act(give_consent, good, STAY, "hotel", HEIHE)
    before = await _stay(the_town, good)
    await the_town.rule([guests.TEXT])
    low = await _stay(the_town, plain)
    code = await guests.code(the_town, good)
    await the_town.act(withdraw_consent, good, consent.id)
    withdrawn = await the_town.act(decide_scenario, HOTEL, STAY, code)
    with pytest.raises(Conflict, match="code-used"):
        await the_town.act(decide_scenario, HOTEL, STAY, code)
    with pytest.raises(NotFound, match="unknown-scenario"):  # at home there is no such scenario
        await guests.code(the_town, good)
    assert _same(before, low)
    assert _same(low, withdrawn)
    causes = [(await the_town.kept(Decided, id=one.decision))[0].cause for one in (before, low, withdrawn)]
    assert causes == ["not-recognised", "not-recognised", "withdrawn"]


async def test_a_consent_at_home_is_none_for_another_city(the_town: Town) -> None:
    await the_town.rule([guests.TEXT])
    _, good = await guests.guest(the_town, 1, agrees=False)
    await the_town.act(give_consent, good, STAY, "hotel", "230100")  # for Harbin, where nobody asks
    answer = await _stay(the_town, good)
    [told] = await the_town.kept(Decided, id=answer.decision)
    assert (told.outcome, told.cause) == ("standard", "no-consent")
