"""Spendable points are redeemed whole, within the month's limit, and never move the score; a guardian's word works once."""

import asyncio
from datetime import date

import pytest
from freezegun import freeze_time

from creditplus.actions.enrol_person import Said, enrol_person
from creditplus.actions.invite_ward import invite_ward
from creditplus.actions.read_balance import read_balance
from creditplus.actions.redeem_points import redeem_points
from creditplus.errors import Conflict, Forbidden, NotFound, Refusal
from creditplus.people import Actor
from tests.town import HOME, SETTLED, Town, plain

DAY = "2026-10-08 04:00:00"


async def deeds(town: Town) -> Actor:
    """Somebody who volunteered for three months: five points each."""
    number, resident = await town.resident()
    for month in (6, 7, 8):
        await town.report(number, f"v{month}", "volunteer_service", date(2026, month, 1), hours=40)
    return resident


async def test_points_are_redeemed_within_the_months_limit_and_the_score_stays(the_town: Town) -> None:
    with freeze_time(DAY, real_asyncio=True):
        resident = await deeds(the_town)
        score = plain((await the_town.score(resident)).score)
        before = (await the_town.act(read_balance, resident)).balance
        assert (before.points, before.redeemable) == (1500, 1000)
        done = await the_town.act(redeem_points, resident, "haircut")
        assert done.balance.points == before.points - 500
        assert done.balance.redeemable == 500
        await the_town.act(redeem_points, resident, "haircut")
        with pytest.raises(Conflict, match="points-short"):
            await the_town.act(redeem_points, resident, "seedlings")
        with pytest.raises(NotFound, match="unknown-reward"):
            await the_town.act(redeem_points, resident, "a car")
        assert plain((await the_town.score(resident)).score) == score
        account = await the_town.act(read_balance, resident)
        assert [one.reward for one in account.redemptions] == ["haircut", "haircut"]
    with freeze_time("2026-11-01 04:00:00", real_asyncio=True):
        assert (await the_town.act(read_balance, resident)).balance.redeemable == 500


async def test_of_many_at_once_no_more_are_redeemed_than_the_month_allows(the_town: Town) -> None:
    resident = await deeds(the_town)

    async def redeem() -> bool:
        try:
            await the_town.act(redeem_points, resident, "haircut")
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(*(redeem() for _ in range(6)))) == [False] * 4 + [True] * 2


async def test_an_adult_with_a_guardian_joins_with_the_guardians_word_once(the_town: Town) -> None:
    with freeze_time(DAY, real_asyncio=True):
        _, guardian = await the_town.resident(1, joined=False)
        _, ward = await the_town.resident(2, joined=False)
        _, other = await the_town.resident(3, joined=False)
        word = (await the_town.act(invite_ward, guardian, HOME)).word
        said = Said(residence_months=120, full_capacity=False, guardian_word=word)
        for by, county in ((guardian, HOME), (ward, "230281")):  # one's own guardian; another county
            with pytest.raises(Forbidden, match="may-not-join"):
                await the_town.act(enrol_person, by, county, said)
        assert (await the_town.act(enrol_person, ward, HOME, said)).what == "joined"
        with pytest.raises(Forbidden, match="may-not-join"):
            await the_town.act(enrol_person, other, HOME, said)
        assert (await the_town.act(enrol_person, other, HOME, SETTLED)).what == "joined"
