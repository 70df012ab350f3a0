"""Whoever takes something back while fifty desks are asking: nothing that rests on it is committed afterwards."""

import asyncio
from datetime import date
from typing import Any

import pytest

from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.leave_county import leave_county
from creditplus.actions.switch_kind import switch_kind
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.consents import Consent
from creditplus.decisions import Decided
from creditplus.people import Actor
from creditplus.tools import store
from tests.town import LIBRARY, SCENARIO, Town

DESKS = 50


async def withdraw(db: store.Transaction, by: Actor) -> None:
    for one in await store.read(db, Consent, person=by.id):
        await withdraw_consent(db, by, one.id)


async def leave(db: store.Transaction, by: Actor) -> None:
    await leave_county(db, by)


async def switch(db: store.Transaction, by: Actor) -> None:
    await switch_kind(db, by, "volunteer_honour", "off")


@pytest.mark.parametrize("takes_back", [withdraw, leave, switch])
async def test_no_benefit_is_committed_after_it_was_taken_back(the_town: Town, takes_back: Any) -> None:
    number, resident = await the_town.resident()
    await the_town.report(number, "h", "volunteer_honour", date(2026, 10, 1), level="市")
    codes = [await the_town.code(resident, consenting=not place) for place in range(DESKS)]
    hands = asyncio.Semaphore(
        10
    )  # as many as there are connections: whoever waits longer for one would be told to come back

    async def desk(code: str) -> str:
        async with hands, the_town.store.transaction() as db:
            answer = await decide_scenario(db, LIBRARY, SCENARIO, code)
            await asyncio.sleep(0.02)  # decided, not committed yet: what is taken back meanwhile has to wait
        return answer.outcome

    async def take_back() -> int:
        async with hands:
            await the_town.act(takes_back, resident)
        return await benefits(the_town)

    desks = [asyncio.create_task(desk(code)) for code in codes[: DESKS // 2]]
    taken_back = asyncio.create_task(take_back())
    desks += [asyncio.create_task(desk(code)) for code in codes[DESKS // 2 :]]
    outcomes = [await one for one in desks]
    assert await taken_back == await benefits(the_town) == outcomes.count("benefit")
    assert (outcomes[0], outcomes[-1]) == ("benefit", "standard")


async def benefits(town: Town) -> int:
    """How many benefits are committed."""
    async with town.store.reading() as db:
        return len(await store.read(db, Decided, outcome="benefit"))
