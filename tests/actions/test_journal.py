"""Decisions made ahead and committed together: the same as one by one, never on anything that somebody took back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, get_args

import msgspec
import pytest

from creditplus import consents
from creditplus.actions.decide_scenario import Answer, decide_scenario
from creditplus.actions.leave_county import leave_county
from creditplus.actions.switch_kind import switch_kind
from creditplus.actions.unlink_token import unlink_token
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.audit import Event
from creditplus.consents import Consent
from creditplus.decisions import Decided
from creditplus.errors import Conflict, NotFound
from creditplus.grounds import Kept
from creditplus.lives.histories import History
from creditplus.offers.charges import Bill
from creditplus.people import Actor
from creditplus.rights.links import Link
from creditplus.tools import store
from creditplus.tools.store import counts, journal, memory, tables
from creditplus.tools.store.columns import canonical
from tests import scenario_texts
from tests.actions.test_scenarios import BEFORE, DAY, bound, driver, held, operator, rule, seven
from tests.town import LIBRARY, SCENARIO, Town

DESKS, PARKING = 50, "parking-longer"


@pytest.fixture
def shared(the_town: Town) -> store.Journal:
    """The journal of one process."""
    return store.Journal(the_town.store)


@pytest.fixture
async def elsewhere(database_url: str) -> AsyncIterator[store.Journal]:
    """The journal of another process on the same database, which hears nothing of the first."""
    opened = store.open(database_url)
    yield store.Journal(opened)
    await opened.close()


async def ask(shared: store.Journal, by: Actor, scenario: str, **shown: Any) -> Answer:
    """One decision through a journal."""
    return await shared.do(lambda db: decide_scenario(db, by, scenario, **shown))


async def withdraw(db: store.Transaction, by: Actor) -> None:
    for one in await store.read(db, Consent, person=by.id):
        await withdraw_consent(db, by, one.id)


async def leave(db: store.Transaction, by: Actor) -> None:
    await leave_county(db, by)


async def switch(db: store.Transaction, by: Actor) -> None:
    await switch_kind(db, by, "volunteer_honour", "off")


async def unlink(db: store.Transaction, by: Actor) -> None:
    for one in await store.read(db, Link, person=by.id):
        await unlink_token(db, by, one.id)


async def honoured(town: Town) -> Actor:
    """A resident with what opens the library's benefit, who agreed to be asked about."""
    number, resident = await town.resident()
    await town.report(number, "h", "volunteer_honour", date(2026, 10, 1), level="市")
    return resident


@pytest.mark.parametrize("takes_back", [withdraw, leave, switch])
async def test_no_benefit_is_committed_after_it_was_taken_back(
    the_town: Town, shared: store.Journal, elsewhere: store.Journal, takes_back: Any
) -> None:
    """Fifty desks of two processes that have long remembered the person; each answer is the one that is kept."""
    resident = await honoured(the_town)
    codes = [await the_town.code(resident, consenting=not place) for place in range(DESKS)]
    last = codes.pop()
    warm = [await ask(one, LIBRARY, SCENARIO, code=codes.pop()) for one in (shared, elsewhere)]
    assert [one.outcome for one in warm] == ["benefit"] * 2

    async def desk(place: int, code: str) -> str:
        await asyncio.sleep(place / 500)
        return (await ask((shared, elsewhere)[place % 2], LIBRARY, SCENARIO, code=code)).outcome

    async def take_back() -> int:
        await asyncio.sleep(0.03)
        await the_town.act(takes_back, resident)
        return await benefits(the_town)

    desks = [asyncio.create_task(desk(place, code)) for place, code in enumerate(codes)]
    there = await asyncio.create_task(take_back())
    outcomes = [await one for one in desks]
    assert there == await benefits(the_town) == outcomes.count("benefit") + 2
    assert (await ask(shared, LIBRARY, SCENARIO, code=last)).outcome == "standard"


async def benefits(town: Town) -> int:
    """How many benefits are committed."""
    async with town.store.reading() as db:
        return len(await store.read(db, Decided, outcome="benefit"))


async def test_a_link_that_ended_gives_nothing_more_in_a_process_that_remembers_it(
    the_town: Town, shared: store.Journal
) -> None:
    await rule(the_town, scenario_texts.PARKING)
    with held(BEFORE):
        gate = await operator(the_town, "parking", PARKING)
        link = (await seven(the_town, gate))["suspended"]
    with held(BEFORE):
        owner = (await the_town.kept(Link, digest=consents.digest(link)))[0].person
    for takes_back, cause in ((None, "suspended"), (unlink, "unknown-link")):
        with held(DAY):
            if takes_back is not None:
                await the_town.act(takes_back, Actor(owner, "resident"))
            answer = await ask(shared, gate, PARKING, link=link)
        assert [one.cause for one in await the_town.kept(Decided, id=answer.decision)] == [cause]


async def test_what_is_made_ahead_is_what_is_made_plainly(the_town: Town, shared: store.Journal) -> None:
    """Every cause, read for the first time and remembered: the answer, the kept decision, its facts and its one event."""
    await rule(the_town, scenario_texts.PARKING)
    with held(BEFORE):
        gate = await operator(the_town, "parking", PARKING)
        links = await seven(the_town, gate)
        links["benefit"] = await bound(the_town, (await driver(the_town, 9, hours=200))[1].id, gate)
    for link in links.values():
        asked = {"link": link, "bill": Bill(minutes=95)}
        with held(DAY):
            answers = [await the_town.act(decide_scenario, gate, PARKING, **asked)]
            answers += [await ask(shared, gate, PARKING, **asked) for _ in range(2)]
        kept = [(await the_town.kept(Decided, id=one.decision))[0] for one in answers]
        assert len({alike(one) for one in kept}) == 1
        assert len({alike(one) for one in answers}) == 1
    events = [one.detail["decision"] for one in await the_town.kept(Event, verb="decide_scenario")]
    assert sorted(events) == sorted(one.id for one in await the_town.kept(Decided))
    async with the_town.store.reading() as db:
        trees = "SELECT terms, benefits, bill, charge, detail FROM decisions JOIN events ON detail LIKE '%' || decisions.id || '%'"
        texts = [text for row in await db.exec_driver_sql(trees) for text in row if text is not None]
    assert (len(texts) > 40, [text for text in texts if canonical(msgspec.json.decode(text)).decode() != text]) == (
        True,
        [],
    )


def alike(one: msgspec.Struct) -> bytes:
    """All of something but its name and signature."""
    told = msgspec.to_builtins(one)
    return msgspec.json.encode(
        {name: value for name, value in told.items() if name not in ("id", "decision", "attestation")}
    )


async def test_a_code_shown_at_fifty_desks_at_once_is_used_once(
    the_town: Town, shared: store.Journal, elsewhere: store.Journal
) -> None:
    code = await the_town.code(await honoured(the_town))
    desks = [ask((shared, elsewhere)[place % 2], LIBRARY, SCENARIO, code=code) for place in range(DESKS)]
    done = await asyncio.gather(*desks, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Answer"] + ["Conflict"] * (DESKS - 1)
    assert {str(one) for one in done if isinstance(one, Conflict)} == {"code-used"}


async def test_whoever_asks_while_a_reading_ends_is_read_next(the_town: Town, shared: store.Journal) -> None:
    """At whichever turn of the loop the second comes: before, with, between or after what was read for the first."""

    async def read(db: store.Transaction, names: list[str]) -> dict[str, str]:
        return {name: name for name in names}

    async def gathered(name: str, turns: int) -> str | None:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await shared.memory.gather("names", name, read)

    await gathered("opens the connection", 0)
    for turns in range(30):
        both = asyncio.gather(gathered("first", 0), gathered("second", turns))
        assert tuple(await asyncio.wait_for(both, 5)) == ("first", "second")


async def test_of_many_who_come_together_a_few_begin_at_a_time_and_all_are_done(shared: store.Journal) -> None:
    begun: list[int] = []

    async def act(db: store.Transaction) -> None:
        begun[-1] += 1

    asked = [asyncio.create_task(shared.do(act)) for _ in range(20)]
    while not all(one.done() for one in asked):
        begun.append(0)
        await asyncio.sleep(0)
    assert (sum(begun), max(begun)) == (20, journal.AT_A_TIME)


async def test_a_refusal_is_told_by_what_is_kept_now(the_town: Town, shared: store.Journal) -> None:
    """A scenario that nobody knew a moment ago is not unknown for as long as somebody remembers so."""
    with held(BEFORE):
        gate = await operator(the_town, "parking", PARKING)
    with pytest.raises(NotFound, match="unknown-scenario"):
        await ask(shared, gate, PARKING, link="0" * 64)
    await rule(the_town, scenario_texts.PARKING)
    assert (await ask(shared, gate, PARKING, link="0" * 64)).outcome == "standard"


async def test_nobody_stays_in_memory_for_longer_than_was_promised(
    the_town: Town, shared: store.Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "FORGOTTEN_S", 3.0)
    await ask(shared, LIBRARY, SCENARIO, code=await the_town.code(await honoured(the_town)))
    held_now = len(shared.memory)
    await asyncio.sleep(3.5)
    assert (held_now > 0, len(shared.memory)) == (True, 0)


async def test_too_many_who_wait_are_told_to_come_back(
    the_town: Town, shared: store.Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "WAITING_MAX", 0)
    with pytest.raises(store.Unavailable, match="too much is asked"):
        await ask(shared, LIBRARY, SCENARIO, link="0" * 64)
    assert await the_town.kept(Decided) == []


async def test_whoever_waits_for_a_database_that_is_gone_is_told_so(the_town: Town, shared: store.Journal) -> None:
    code = await the_town.code(await honoured(the_town))
    lost = "ALTER TABLE events RENAME TO gone"
    async with the_town.store.transaction() as db:
        await db.exec_driver_sql(lost)
    with pytest.raises(Exception, match=r"events|not happen"):
        await ask(shared, LIBRARY, SCENARIO, code=code)
    async with the_town.store.transaction() as db:
        await db.exec_driver_sql("ALTER TABLE gone RENAME TO events")
    assert await the_town.kept(Decided) == []
    assert (await ask(shared, LIBRARY, SCENARIO, code=code)).outcome == "benefit"


def test_everything_that_a_decision_rests_on_is_counted_by_an_index() -> None:
    """Whatever is read about a person is counted; counting looks at no row of anybody else."""
    counted = list(counts.about_people())
    names = {table.name for column, whence in counted for table in _tables(column, whence)}
    nouns: list[type[msgspec.Struct]] = [History, Kept]
    read = {noun for shape in nouns for field in msgspec.structs.fields(shape) for noun in _nouns(field.type)}
    rests = {tables.KEPT[noun].__tablename__ for noun in read if noun in tables.KEPT} - {"decisions"}
    assert rests - names == set()
    led_by = {
        (table.name, column.name) for table in tables.Row.metadata.sorted_tables for column in _first_columns(table)
    }
    wanted = {(column.table.name, column.name) for column, _ in counted}
    wanted |= {
        (table.name, key.parent.name)
        for _, whence in counted
        for table in _tables(None, whence)
        for key in table.foreign_keys
        if whence is not None and key.column.table.name in names
    }
    assert wanted - led_by == set()


def _tables(column: Any, whence: Any) -> list[Any]:
    """The tables of one counted question."""
    if whence is None:
        return [] if column is None else [column.table]
    return [one for one in tables.Row.metadata.sorted_tables if one in whence._from_objects]


def _first_columns(table: Any) -> list[Any]:
    """The columns by which a table can be looked up."""
    return [
        next(iter(table.primary_key)),
        *(next(iter(index.columns)) for index in table.indexes),
        *(column for column in table.c if column.unique),
    ]


def _nouns(field: Any) -> list[Any]:
    """The nouns in a field such as `tuple[Consent, ...]`."""
    return [one for one in get_args(field) if isinstance(one, type)]
