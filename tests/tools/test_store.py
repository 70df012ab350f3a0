"""What is kept stays as it was written; what was not committed did not happen."""

import asyncio
import datetime as dt
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, text

from creditplus.audit import Event
from creditplus.consents import CodeUse
from creditplus.documents import Approval
from creditplus.people import Enrolment
from creditplus.records import Record
from creditplus.tools import store
from creditplus.tools.store import tables
from tests.tools import examples


async def write_everything(county: store.Store) -> None:
    async with county.transaction() as db:
        for noun, more in examples.IN_ORDER:
            await store.append(db, noun, **more)
        answer = {"client": "c", "key": "k", "fingerprint": "f", "status": 200, "body": b"{}", "at": examples.NOON}
        await store.append(db, tables.Idempotency, **answer)
        await store.append(db, tables.Arrival, digest="a" * 64, portal="oidc", at=examples.NOON)


async def write(county: store.Store, /, *nouns: msgspec.Struct, **more: Any) -> None:
    """Append some nouns in one transaction; `more` for the last of them."""
    async with county.transaction() as db:
        for noun in nouns:
            await store.append(db, noun, **(more if noun is nouns[-1] else {}))


async def events(county: store.Store) -> list[str]:
    async with county.reading() as db:
        return [event.id for event in await store.read(db, Event)]


async def test_every_noun_comes_back_as_it_was_written(county: store.Store) -> None:
    await write_everything(county)
    async with county.transaction() as db:
        for noun, _ in examples.IN_ORDER:
            assert await store.read(db, type(noun)) == [noun]


def test_every_kept_noun_is_among_the_examples() -> None:
    assert {type(noun) for noun, _ in examples.IN_ORDER} == set(tables.KEPT)


@pytest.mark.parametrize(("noun", "table"), tables.KEPT.items(), ids=lambda it: it.__name__)
def test_every_field_of_a_kept_noun_is_a_column(noun: type[msgspec.Struct], table: type[tables.Row]) -> None:
    assert set(noun.__struct_fields__) - set(table.model_fields) == set()


async def test_a_block_that_raises_leaves_nothing_behind(county: store.Store) -> None:
    async def go_half_way() -> None:
        async with county.transaction() as db:
            await store.append(db, examples.EVENT)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await go_half_way()
    assert await events(county) == []


async def test_a_cancelled_request_leaves_nothing_behind(county: store.Store) -> None:
    async def slow() -> None:
        async with county.transaction() as db:
            await store.append(db, examples.EVENT)
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await events(county) == []


async def test_an_instant_without_a_zone_is_refused(county: store.Store) -> None:
    naive = msgspec.structs.replace(examples.EVENT, at=dt.datetime(2026, 7, 1))  # noqa: DTZ001 # on purpose
    with pytest.raises(Exception, match="needs its time zone"):
        await write(county, naive)


async def test_instants_keep_their_microsecond_from_every_zone(county: store.Store) -> None:
    at = examples.NOON.astimezone(dt.timezone(dt.timedelta(hours=8)))
    async with county.transaction() as db:
        await store.append(db, msgspec.structs.replace(examples.EVENT, at=at))
        kept = await store.one(db, Event, id="e1")
    assert kept is not None
    assert (kept.at, kept.at.tzinfo) == (examples.NOON, dt.UTC)


async def test_no_row_is_ever_changed_or_deleted(county: store.Store) -> None:
    await write_everything(county)
    kept = sorted(set(tables.Row.metadata.tables) - {"people"})
    again = "INSERT OR REPLACE INTO {0} SELECT * FROM {0}" if county.embedded else "TRUNCATE {0} CASCADE"
    refused = 0
    for table in kept:
        for act in ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", again):
            column = next(iter(tables.Row.metadata.tables[table].columns)).name
            with pytest.raises(store.Contradiction, match="never changed"):
                async with county.transaction() as db:
                    await db.execute(text(act.format(table, column)))
            refused += 1
    assert refused == 3 * len(kept)


async def test_a_person_can_be_erased_and_nothing_else_goes(county: store.Store) -> None:
    await write_everything(county)
    async with county.transaction() as db:
        person = await store.person(db, "k:1", lambda name: name.encode(), examples.NOON)
        assert await store.sealed_identity(db, person) == person.encode()
    async with county.transaction() as db:
        assert [await store.erase(db, person), await store.erase(db, person)] == [True, False]
    async with county.transaction() as db:
        assert [await store.known(db, ["k:1"]), len(await store.read(db, Record))] == [None, 1]


async def test_a_person_is_known_by_any_of_their_hashes_and_two_at_once_become_one(county: store.Store) -> None:
    async def come() -> str:
        async with county.transaction() as db:
            return await store.person(db, ["new:1", "old:1"], lambda name: b"sealed", examples.NOON)

    names = set(await asyncio.gather(*(come() for _ in range(8))))
    async with county.transaction() as db:
        assert names == {await store.known(db, ["new:1"])}


async def test_of_two_uses_of_a_code_one_counts(county: store.Store) -> None:
    async with county.transaction() as db:
        await store.append(db, examples.CODE)
        await store.append(db, examples.DECIDED)

    async def use() -> bool:
        async with county.transaction() as db:
            return await store.append_once(db, examples.CODE_USE)

    assert sorted(await asyncio.gather(*(use() for _ in range(6)))) == [False] * 5 + [True]


async def test_a_key_used_twice_undoes_the_whole_transaction(county: store.Store) -> None:
    await write_everything(county)
    with pytest.raises(store.Contradiction):
        await write(county, msgspec.structs.replace(examples.EVENT, id="e2"), examples.EVENT)
    assert await events(county) == ["e1"]


async def test_a_reference_to_nothing_is_refused_when_it_is_committed(county: store.Store) -> None:
    with pytest.raises(store.Contradiction):
        await write(county, CodeUse(digest="e" * 64, decision="nobody's", at=examples.NOON))


WRONG: list[tuple[Any, dict[str, Any]]] = [
    (examples.ENROLMENT, {"county": "2302"}),
    (examples.ENROLMENT, {"what": "fled"}),
    (examples.RECORD, {"state": "rumoured"}),
    (examples.RECORD, {"provider": "another"}),
    (examples.RECORD, {"ends_on": dt.date(2026, 5, 31)}),
    (examples.CONSENT, {"until": examples.NOON}),
    (examples.CONSENT, {"notice_digest": "short"}),
    (examples.CODE, {"expires_at": examples.NOON}),
    (examples.DOCUMENT, {"kind": "poem"}),
    (examples.DECIDED, {"outcome": "refusal"}),
    (examples.EVENT, {"role": "king"}),
    (examples.CLIENT, {"secret_digest": None}),
]


async def test_the_database_refuses_a_value_out_of_range(county: store.Store) -> None:
    accepted = []
    for noun, wrong in WRONG:
        try:
            await write(county, noun, **wrong)
            accepted.append(wrong)
        except store.Contradiction:
            pass
    assert accepted == []


async def test_who_said_to_read_only_cannot_write(county: store.Store) -> None:
    async def write_while_reading() -> None:
        async with county.reading() as db:
            await store.append(db, examples.EVENT)

    with pytest.raises(Exception, match=r"readonly database|read-only transaction|cannot be used"):
        await write_while_reading()
    await write(county, examples.EVENT)
    assert await events(county) == ["e1"]


async def test_a_correction_without_a_corrected_record_is_refused(county: store.Store) -> None:
    empty = msgspec.structs.replace(examples.CORRECTION, to=None)
    with pytest.raises(store.Contradiction):
        await write(county, examples.RECORD, empty, by="x")


async def test_nobody_approves_their_own_text(county: store.Store) -> None:
    own: Approval = msgspec.structs.replace(examples.APPROVAL, by="author-1")
    with pytest.raises(store.Contradiction, match="nobody approves their own text"):
        await write(county, examples.DOCUMENT, own)


async def test_events_are_counted_in_the_order_they_were_written(county: store.Store) -> None:
    for number in range(5):
        async with county.transaction() as db:
            await store.append(db, msgspec.structs.replace(examples.EVENT, id=f"e{9 - number}"))
    async with county.reading() as db:
        newest = [event.id for event in await store.read(db, Event, last=2)]
    assert (await events(county), newest) == (["e9", "e8", "e7", "e6", "e5"], ["e5", "e6"])


async def test_reading_compares_with_a_value_a_list_or_nothing(county: store.Store) -> None:
    async with county.transaction() as db:
        for person, county_code in (("p1", "230281"), ("p2", "230281"), ("p3", "231181")):
            await store.append(
                db, msgspec.structs.replace(examples.ENROLMENT, id=person, person=person, county=county_code)
            )
        asked: list[dict[str, Any]] = [
            {"county": "230281"},
            {"person": ["p1", "p3"]},
            {"person": []},
            {"county": "0", "person": "p1"},
        ]
        found = [[step.id for step in await store.read(db, Enrolment, **equal)] for equal in asked]
        nothing = await store.read(db, Event, subject=None)
    assert (found, nothing) == ([["p1", "p2"], ["p1", "p3"], [], []], [])


async def test_a_history_holds_everything_about_one_person(county: store.Store) -> None:
    await write_everything(county)
    async with county.reading() as db:
        history = await store.history(db, "p1")
    assert (history.records, history.changes, history.enrolments) == (
        (examples.RECORD,),
        (examples.CORRECTION,),
        (examples.ENROLMENT,),
    )
    assert history.switches == (examples.SWITCH,)


async def test_many_writers_at_once_never_wait_for_each_other_for_ever(county: store.Store) -> None:
    async def read_then_write(number: int) -> None:
        async with county.transaction() as db:
            await store.read(db, Event)
            await asyncio.sleep(0.001)
            await store.append(db, msgspec.structs.replace(examples.EVENT, id=f"e{number}"))

    await asyncio.gather(*(read_then_write(number) for number in range(40)))
    assert len(await events(county)) == 40


async def test_two_processes_take_turns_on_one_sqlite_file(tmp_path: Any) -> None:
    """Two stores on one file stand for two processes: neither knows of the other's queue."""
    first, second = (store.open(f"sqlite:///{tmp_path}/county.db") for _ in range(2))
    await asyncio.gather(store.migrate(first), store.migrate(second))

    async def write(county: store.Store, name: str) -> None:
        for number in range(10):
            async with county.transaction() as db:
                await store.read(db, Event)
                await asyncio.sleep(0)
                await store.append(db, msgspec.structs.replace(examples.EVENT, id=f"{name}{number}"))

    await asyncio.gather(write(first, "a"), write(second, "b"))
    assert len(await events(first)) == 20
    await first.close()
    await second.close()


async def test_who_names_the_same_thing_waits_for_the_other(county: store.Store) -> None:
    told: list[str] = []

    async def hold(name: str) -> None:
        async with county.transaction() as db:
            await store.one_at_a_time(db, "p1 joins")
            told.append(f"{name} in")
            await asyncio.sleep(0.05)
            told.append(f"{name} out")

    await asyncio.gather(hold("a"), hold("b"))
    assert told in (["a in", "a out", "b in", "b out"], ["b in", "b out", "a in", "a out"])


async def test_sqlite_is_set_to_lose_nothing(tmp_path: Any) -> None:
    county = store.open(f"sqlite:///{tmp_path}/deep/down/county.db")
    async with county.reading() as db:
        said = [
            (await db.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
        ]
    await county.close()
    assert said == ["wal", 2, 1, 1, 10_000]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_that_would_end_with_its_process_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="name a file"):
        store.open(url)


async def test_a_bare_insert_goes_the_same_way(county: store.Store) -> None:
    """The engine is an ordinary one: tools of the store may use plain statements."""
    async with county.transaction() as db:
        values = {**msgspec.structs.asdict(examples.ENROLMENT)}
        await db.execute(insert(tables.Row.metadata.tables["enrolments"]), values)
        assert await store.one(db, Enrolment, id="j1") == examples.ENROLMENT
