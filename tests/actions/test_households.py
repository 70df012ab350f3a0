"""A family shares one account: each by their own agreement, none the worse for it, and out of it in one moment."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.enrol_person import enrol_person
from creditplus.actions.erase_person import erase_person
from creditplus.actions.export_person import export_person
from creditplus.actions.invite_member import invite_member
from creditplus.actions.join_household import join_household
from creditplus.actions.leave_county import leave_county
from creditplus.actions.leave_household import leave_household
from creditplus.actions.read_benefits import read_benefits
from creditplus.actions.read_household import Household, Worth, read_household
from creditplus.actions.replay_decision import replay_decision
from creditplus.audit import Event
from creditplus.decisions import Decided
from creditplus.errors import Conflict, Forbidden, NotFound, Words
from creditplus.lives import households
from creditplus.lives.households import HouseholdStep
from creditplus.people import Actor
from creditplus.tools import store
from tests.actions.test_rights import held, traces
from tests.town import LIBRARY, SCENARIO, SETTLED, Town

DAY = "2026-10-08 04:00:00"
AUDITOR = Actor("auditor-town", "auditor")
AGREED = households.agreed_digest(Words("北安市", "Bei'an"))
DESKS = 50


async def shared(town: Town, one: Actor, *others: Actor) -> str:
    """These share an account from now on; its name."""
    for other in others:
        word = (await town.act(invite_member, one, AGREED)).word
        step = await town.act(join_household, other, word, AGREED)
    return step.household


async def family(town: Town) -> tuple[Actor, Actor]:
    """Two who share an account: one has an honour that opens the library's benefit, the other has nothing."""
    number, mother = await town.resident(1)
    _, daughter = await town.resident(2)
    await town.report(number, "h", "volunteer_honour", date(2026, 10, 1), level="省")
    await shared(town, mother, daughter)
    return mother, daughter


async def outcome(town: Town, resident: Actor) -> str:
    """What the library answers to a fresh code."""
    return (await town.act(decide_scenario, LIBRARY, SCENARIO, await town.code(resident))).outcome


async def read(town: Town, by: Actor) -> Household:
    """What somebody reads of their account."""
    return await town.act(read_household, by)


async def test_a_member_is_served_by_the_accounts_points_and_no_longer_once_anybody_left(the_town: Town) -> None:
    number, mother = await the_town.resident(1)
    _, daughter = await the_town.resident(2)
    await the_town.report(number, "h", "volunteer_honour", date(2026, 10, 1), level="省")
    alone = await read(the_town, daughter)
    assert (alone.allowed, alone.members, alone.shared, alone.serves) == ("family", 0, None, "own")
    assert await outcome(the_town, daughter) == "standard"
    household = await shared(the_town, mother, daughter)
    both = [await read(the_town, one) for one in (mother, daughter)]
    assert [(one.household, one.members, one.shared) for one in both] == [
        (household, 2, Worth(both[0].own.points, both[0].own.grade))
    ] * 2
    assert [one.serves for one in both] == ["own", "shared"]
    assert [await outcome(the_town, one) for one in (mother, daughter)] == ["benefit"] * 2
    opened = [one for one in await the_town.act(read_benefits, daughter) if one.scenario.scenario == SCENARIO]
    assert opened[0].benefits != ()
    assert both[1].own == alone.own  # what is one's own is not touched
    step = await the_town.act(leave_household, mother)
    assert await the_town.act(leave_household, mother) == step
    assert [await outcome(the_town, one) for one in (mother, daughter)] == ["benefit", "standard"]
    assert (await read(the_town, daughter)).shared is None
    decided = await the_town.kept(Decided)
    replayed = [await the_town.act(replay_decision, AUDITOR, one.id) for one in decided]
    assert [(one.same, one.same_facts) for one in replayed] == [(True, True)] * len(decided)


async def test_nobody_is_taken_in_without_their_own_agreement_to_the_very_words(the_town: Town) -> None:
    with held(DAY):
        people = [(await the_town.resident(order))[1] for order in range(1, 5)]
        mother, daughter, stranger, other = people
        with pytest.raises(Conflict, match="notice-changed"):
            await the_town.act(invite_member, mother, "0" * 64)
        word = (await the_town.act(invite_member, mother, AGREED)).word
        for wrong, by in ((word, mother), ("A" * 16, daughter)):
            with pytest.raises(NotFound, match="unknown-word"):
                await the_town.act(join_household, by, wrong, AGREED)
        with pytest.raises(Conflict, match="notice-changed"):
            await the_town.act(join_household, daughter, word, "0" * 64)
        joined = await the_town.act(join_household, daughter, word.lower(), AGREED)
        assert await the_town.act(join_household, daughter, word, AGREED) == joined
        with pytest.raises(NotFound, match="unknown-word"):  # it works once
            await the_town.act(join_household, stranger, word, AGREED)
        await shared(the_town, stranger, other)
        third = (await the_town.act(invite_member, stranger, AGREED)).word
        with pytest.raises(Conflict, match="shared-elsewhere"):
            await the_town.act(join_household, daughter, third, AGREED)
        with pytest.raises(NotFound, match="unknown-household"):
            await the_town.act(leave_household, (await the_town.resident(5))[1])
    assert {step.notice_digest for step in await the_town.kept(HouseholdStep)} == {AGREED}


async def test_an_old_word_and_one_of_who_left_bring_nobody_in(the_town: Town) -> None:
    with held(DAY):
        _, mother = await the_town.resident(1)
        _, daughter = await the_town.resident(2)
        old = (await the_town.act(invite_member, mother, AGREED)).word
    with held("2026-10-15 04:00:00"):
        with pytest.raises(NotFound, match="unknown-word"):
            await the_town.act(join_household, daughter, old, AGREED)
        word = (await the_town.act(invite_member, mother, AGREED)).word
        await the_town.act(leave_household, mother)
        with pytest.raises(NotFound, match="unknown-word"):
            await the_town.act(join_household, daughter, word, AGREED)


async def test_the_countys_text_says_whether_and_for_how_many(the_town: Town) -> None:
    with held(DAY):
        elsewhere = (await the_town.resident(1, joined=False))[1]
        await the_town.act(enrol_person, elsewhere, "230281", SETTLED)
        with pytest.raises(Forbidden, match="may-not-share") as refused:
            await the_town.act(invite_member, elsewhere, households.agreed_digest(Words("讷河市", "Nehe")))
        assert [flaw.message.en for flaw in refused.value.flaws] == ["this county has no accounts for households"]
        assert (await read(the_town, elsewhere)).allowed == "none"
        many = [(await the_town.resident(order))[1] for order in range(2, 3 + households.FAMILY)]
        await shared(the_town, *many[:-1])
        with pytest.raises(Forbidden, match="may-not-share"):
            await the_town.act(invite_member, many[0], AGREED)


async def test_who_leaves_the_county_or_is_forgotten_shares_nothing_and_leads_nowhere(the_town: Town) -> None:
    with held(DAY):
        mother, daughter = await family(the_town)
        exported = (await the_town.act(export_person, daughter)).held
        assert ([one["person"] for one in exported["household_steps"]], mother.id in str(exported)) == (
            [daughter.id],
            False,
        )
        left = await the_town.act(leave_county, mother)
        assert (left.household, await outcome(the_town, daughter)) == (True, "standard")
        await the_town.act(erase_person, mother)
        assert await the_town.act(traces, mother, ["330106198001011"]) == []
        assert (await read(the_town, daughter)).members == 1


async def test_each_step_leaves_one_event_of_who_took_it(the_town: Town) -> None:
    with held(DAY):
        mother, daughter = await family(the_town)
        await the_town.act(leave_household, daughter)
    verbs = {"invite_member": mother.id, "join_household": daughter.id, "leave_household": daughter.id}
    events = [event for event in await the_town.kept(Event) if event.verb in verbs]
    assert [(event.verb, event.by, event.subject) for event in events] == [
        (verb, who, who) for verb, who in verbs.items()
    ]


@pytest.fixture
async def journals(the_town: Town, database_url: str) -> AsyncIterator[list[store.Journal]]:
    """Those of two processes on one database."""
    elsewhere = store.open(database_url)
    yield [store.Journal(the_town.store), store.Journal(elsewhere)]
    await elsewhere.close()


@pytest.mark.parametrize("leaves", [leave_household, leave_county])
@pytest.mark.parametrize("way", ["plainly", "ahead"])
async def test_no_benefit_rests_on_somebody_who_left(
    the_town: Town, journals: list[store.Journal], leaves: Any, way: str
) -> None:
    """Fifty desks ask about one member while the other, on whose deeds all of it rests, leaves."""
    mother, daughter = await family(the_town)
    codes = [await the_town.code(daughter, consenting=not place) for place in range(DESKS)]
    if way == "ahead":
        for journal in journals:
            await journal.do(lambda db: decide_scenario(db, LIBRARY, SCENARIO, codes.pop()))
    before = await benefits(the_town)

    async def desk(place: int, code: str) -> str:
        await asyncio.sleep(place / 500)
        if way == "ahead":
            return (await journals[place % 2].do(lambda db: decide_scenario(db, LIBRARY, SCENARIO, code))).outcome
        for _ in range(3):
            try:
                async with the_town.store.transaction() as db:
                    answer = await decide_scenario(db, LIBRARY, SCENARIO, code)
                    await asyncio.sleep(0.01)
                return answer.outcome
            except store.Contradiction:
                continue
        raise AssertionError("too often")

    async def left() -> int:
        await asyncio.sleep(0.03)
        await the_town.act(leaves, mother)
        return await benefits(the_town)

    desks = [asyncio.create_task(desk(place, code)) for place, code in enumerate(codes)]
    there = await asyncio.create_task(left())
    outcomes = [await one for one in desks]
    assert there == await benefits(the_town) == outcomes.count("benefit") + before > 0
    assert await outcome(the_town, daughter) == "standard"


async def benefits(town: Town) -> int:
    """How many benefits are committed."""
    async with town.store.reading() as db:
        return len(await store.read(db, Decided, outcome="benefit"))


async def test_two_who_invite_each_other_in_the_same_moment_wait_for_nobody(the_town: Town) -> None:
    _, one = await the_town.resident(1)
    _, other = await the_town.resident(2)
    words = [(await the_town.act(invite_member, by, AGREED)).word for by in (one, other)]
    for by in (one, other):
        await the_town.act(leave_household, by)
    words = [(await the_town.act(invite_member, by, AGREED)).word for by in (one, other)]
    tries = [the_town.act(join_household, by, word, AGREED) for by, word in zip((other, one), words, strict=True)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert [str(one) for one in done] == ["shared-elsewhere"] * 2  # each began one of their own by inviting
