"""A family has one account where the county says so: it opens doors for its members, closes none, and ends as easily as it began."""

from datetime import date

import pytest
from freezegun import freeze_time

from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.invite_household import invite_household
from creditplus.actions.join_household import join_household
from creditplus.actions.leave_county import leave_county
from creditplus.actions.leave_household import leave_household
from creditplus.actions.read_benefits import read_benefits
from creditplus.actions.read_household import read_household
from creditplus.actions.replay_decision import replay_decision
from creditplus.errors import Conflict, Forbidden, NotFound
from creditplus.people import Actor
from tests.town import LIBRARY, SCENARIO, Town

DAY = "2027-02-08 04:00:00"
LATER = "2027-02-09 04:00:00"
AUDITOR = Actor("auditor-town", "auditor")


async def family(town: Town) -> tuple[str, Actor, Actor]:
    """Somebody who volunteered for three months, with their citizen id, and their spouse, who has nothing yet."""
    number, one = await town.resident(1)
    _, other = await town.resident(2)
    for month in (6, 7, 8):
        await town.report(number, f"v{month}", "volunteer_service", date(2026, month, 1), hours=40)
    return number, one, other


async def together(town: Town, one: Actor, other: Actor) -> None:
    """One invites the other, who comes."""
    word = (await town.act(invite_household, one)).word
    await town.act(join_household, other, word)


async def test_both_are_served_by_the_better_of_two_scores(the_town: Town) -> None:
    with freeze_time(DAY, real_asyncio=True):
        _, one, other = await family(the_town)
        alone = await the_town.score(other)
        await together(the_town, one, other)
        shared = await the_town.act(read_household, other)
        assert (shared.members, shared.own_points) == (2, alone.published_points)
        assert shared.served_points == shared.points > shared.own_points
        assert (await the_town.score(other)).published_points == shared.points
        assert (await the_town.score(other)).score.points == alone.score.points, "one's own lines stay one's own"
        giver = await the_town.act(read_household, one)
        assert giver.served_points == max(giver.points, giver.own_points)


async def test_a_benefit_opens_for_a_member_and_the_decision_is_derived_again_when_all_is_over(the_town: Town) -> None:
    with freeze_time(DAY, real_asyncio=True):
        _, one, other = await family(the_town)
        code = await the_town.code(other)
        before = await the_town.act(decide_scenario, LIBRARY, SCENARIO, code)
    with freeze_time("2027-02-08 05:00:00", real_asyncio=True):
        await together(the_town, one, other)
    with freeze_time("2027-02-08 06:00:00", real_asyncio=True):
        opened = {text.scenario.scenario: len(text.benefits) for text in await the_town.act(read_benefits, other)}
        after = await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(other, consenting=False))
        assert (opened[SCENARIO] > 0) == (after.outcome == "benefit")
    with freeze_time(LATER, real_asyncio=True):
        await the_town.act(leave_household, other)
        for answer in (before, after):
            again = await the_town.act(replay_decision, AUDITOR, answer.decision)
            assert (again.same, again.same_facts) == (True, True)
        with pytest.raises(NotFound, match="not-in-a-household"):
            await the_town.act(read_household, other)
        with pytest.raises(NotFound, match="not-in-a-household"):
            await the_town.act(leave_household, other)


async def test_a_word_works_once_for_one_other_person_in_the_same_county(the_town: Town) -> None:
    with freeze_time(DAY, real_asyncio=True):
        _, one, other = await family(the_town)
        _, third = await the_town.resident(3)
        word = (await the_town.act(invite_household, one)).word
        with pytest.raises(NotFound, match="unknown-word"):
            await the_town.act(join_household, one, word)
        await the_town.act(join_household, other, word)
        with pytest.raises(NotFound, match="unknown-word"):
            await the_town.act(join_household, third, word)
        with pytest.raises(Conflict, match="in-a-household"):
            await the_town.act(join_household, other, (await the_town.act(invite_household, one)).word)
        await the_town.act(join_household, third, (await the_town.act(invite_household, other)).word)
        assert (await the_town.act(read_household, one)).members == 3
        _, stranger = await the_town.resident(4, joined=False)
        with pytest.raises(NotFound, match="not-joined"):
            await the_town.act(invite_household, stranger)
        old = (await the_town.act(invite_household, one)).word
    with freeze_time("2027-02-16 04:00:00", real_asyncio=True):
        _, late = await the_town.resident(5)
        with pytest.raises(NotFound, match="unknown-word"):
            await the_town.act(join_household, late, old)


async def test_no_more_come_than_a_family_has(the_town: Town) -> None:
    with freeze_time(DAY, real_asyncio=True):
        _, one = await the_town.resident(1)
        for order in range(2, 13):
            _, other = await the_town.resident(order)
            await together(the_town, one, other)
        with pytest.raises(Forbidden, match="no-household"):
            await the_town.act(invite_household, one)


async def test_who_leaves_the_county_no_longer_counts_in_the_account(the_town: Town) -> None:
    with freeze_time(DAY, real_asyncio=True):
        _, one, other = await family(the_town)
        await together(the_town, one, other)
    with freeze_time(LATER, real_asyncio=True):
        await the_town.act(leave_county, one)
        with pytest.raises(NotFound, match="not-in-a-household"):
            await the_town.act(read_household, other)
        own = await the_town.score(other)
        assert own.published_points == own.score.points
