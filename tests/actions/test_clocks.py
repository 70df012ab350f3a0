"""The clock jumps five minutes or a day, forward and back: nobody gets what was not agreed to at that hour, and the log stays whole."""

from datetime import UTC, date, datetime, timedelta

import pytest
from freezegun import freeze_time

from creditplus.actions.decide_scenario import decide_scenario
from creditplus.audit import Event
from creditplus.decisions import Decided
from creditplus.errors import Refusal
from creditplus.tools import store
from tests.actions import logs
from tests.town import LIBRARY, SCENARIO, Town

NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)
JUMPS = {
    "five minutes on": timedelta(minutes=5),
    "five minutes back": timedelta(minutes=-5),
    "a day on": timedelta(days=1),
    "a day back": timedelta(days=-1),
}
"""How far the clock jumps. A code counts only in its own minutes, so none of noon is worth anything then."""


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_jump_of_the_clock_gives_nobody_a_benefit_and_takes_none_away(the_town: Town, jump: str) -> None:
    shared = store.Journal(the_town.store)
    with freeze_time(NOON, real_asyncio=True):
        number, resident = await the_town.resident()
        await the_town.report(number, "h", "volunteer_honour", date(2026, 10, 1), level="市")
        codes = [await the_town.code(resident, consenting=not place) for place in range(4)]
        assert await asked(shared, codes[0]) == "benefit"
    with freeze_time(NOON + JUMPS[jump], real_asyncio=True):
        assert await asked(shared, codes[1]) == "code-expired"
        await logs.happen(the_town, 3)
        await logs.seal(the_town)
    with freeze_time(NOON + timedelta(seconds=30), real_asyncio=True):
        assert await asked(shared, codes[2]) == "benefit"
        await logs.seal(the_town)
        assert (await logs.check(the_town)).wrong == ()
    decided = [one.id for one in await the_town.kept(Decided)]
    events = [one.detail["decision"] for one in await the_town.kept(Event, verb="decide_scenario")]
    assert sorted(decided) == sorted(events)


async def asked(shared: store.Journal, code: str) -> str:
    """What comes of a code: the outcome, or why it is refused."""
    try:
        return (await shared.do(lambda db: decide_scenario(db, LIBRARY, SCENARIO, code))).outcome
    except Refusal as why:
        return why.type
