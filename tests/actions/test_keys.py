"""Keys change and people stay who they are: met again or worked through, everybody moves to the newest key, and nobody doubles."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from freezegun import freeze_time

from creditplus.actions.rekey_people import rekey_people
from creditplus.actions.rotate_keys import rotate_keys
from creditplus.actions.sign_in import sign_in
from creditplus.audit import Event
from creditplus.people import NOBODY, Actor
from creditplus.tools import identity, store, tokens
from tests.town import Town

TERMINAL = Actor("terminal", "auditor")


@pytest.fixture(autouse=True)
def keys_of_one_test(furnished: Path) -> Iterator[None]:
    """The town's keys are those of all tests: what one made is taken away again before its time comes."""
    folder = furnished / "keys"
    before = set(folder.iterdir())
    yield
    for made in set(folder.iterdir()) - before:
        made.unlink()


async def hashed(town: Town) -> list[str]:
    """The id of the key by which each person is known."""
    async with town.store.transaction() as db:
        rows = await db.execute(store.tables.Person.__table__.select())  # type: ignore[attr-defined]  # a table of SQLModel
        return [str(row.lookup).split(":")[0] for row in rows]


async def who(town: Town, number: str) -> str:
    """The code name of somebody who signs in."""
    return tokens.actor((await town.act(sign_in, NOBODY, number)).access_token).id


async def test_somebody_who_is_met_again_gets_the_newest_key_and_stays_the_same_person(the_town: Town) -> None:
    number, actor = await the_town.resident(11)
    with freeze_time(datetime.now(UTC), real_asyncio=True) as held:
        made = await the_town.act(rotate_keys, TERMINAL)
        assert (await who(the_town, number), await hashed(the_town) == [made.identity]) == (actor.id, False)
        held.tick(timedelta(seconds=identity.ANNOUNCED_S))
        assert (await who(the_town, number), await hashed(the_town)) == (actor.id, [made.identity])
        async with the_town.store.transaction() as db:
            assert identity.unseal(await store.sealed_identity(db, actor.id), actor.id) == number


async def test_everybody_gets_the_newest_key_some_at_a_time(the_town: Town, monkeypatch) -> None:
    monkeypatch.setattr("creditplus.actions.rekey_people.AT_A_TIME", 2)
    people = [await the_town.resident(order, joined=False) for order in (12, 13, 14)]
    with freeze_time(datetime.now(UTC), real_asyncio=True) as held:
        made = await the_town.act(rotate_keys, TERMINAL)
        held.tick(timedelta(seconds=identity.ANNOUNCED_S))
        assert [await the_town.act(rekey_people, TERMINAL) for _ in range(3)] == [2, 1, 0]
        assert await hashed(the_town) == [made.identity] * 3
        assert [await who(the_town, number) for number, _ in people] == [actor.id for _, actor in people]


async def test_a_report_about_somebody_known_by_an_older_key_is_about_the_same_person(the_town: Town) -> None:
    number, actor = await the_town.resident(15)
    with freeze_time(datetime.now(UTC), real_asyncio=True) as held:
        await the_town.act(rotate_keys, TERMINAL)
        held.tick(timedelta(seconds=identity.ANNOUNCED_S))
        await the_town.report(number, "after", "volunteer_service", date(2026, 6, 1), hours=2)
        assert [event.subject for event in await the_town.kept(Event, verb="report_record")] == [actor.id]


async def test_new_keys_leave_one_event_that_names_only_their_ids(the_town: Town) -> None:
    made = await the_town.act(rotate_keys, TERMINAL)
    (event,) = await the_town.kept(Event, verb="rotate_keys")
    assert event.detail == {"signing": made.signing, "identity": made.identity}
