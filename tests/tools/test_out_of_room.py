"""A full disk, a standby, a deadlock: whatever passes is told as unavailable, nothing of it is kept, and nothing stays broken."""

import sqlite3
from pathlib import Path

import asyncpg
import msgspec
import pytest

from creditplus.audit import Event
from creditplus.tools import store
from creditplus.tools.store import connections, counts
from creditplus.tools.store.direct import Writer
from creditplus.tools.store.drivers import Driver
from creditplus.tools.store.keeping import table_of
from tests.tools import examples

STATES = {
    "disk full": "53100",
    "out of memory": "53200",
    "too many connections": "53300",
    "read only": "25006",
    "serialisation": "40001",
    "deadlock": "40P01",
    "locked too long": "55P03",
    "cancelled": "57014",
    "shut down": "57P01",
    "a disk that fails": "58030",
}
EVENTS = table_of(store.tables.Event)


async def plainly(county: store.Store, id: str) -> None:
    """One event as most actions write it."""
    async with county.transaction() as db:
        await store.append(db, msgspec.structs.replace(examples.EVENT, id=id))


async def together(writer: Writer, id: str) -> None:
    """One event as the journal writes it."""
    row = msgspec.structs.asdict(msgspec.structs.replace(examples.EVENT, id=id))

    async def written(driver: Driver) -> None:
        rows = {(EVENTS, tuple(row)): [row]}
        if driver.embedded:
            await driver.insert(rows)
        else:
            assert (await counts.append_if(driver, set(), rows))[0]

    await writer.write(written)


async def kept(county: store.Store) -> list[str]:
    async with county.reading() as db:
        return sorted(event.id for event in await store.read(db, Event))


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
async def test_what_postgres_refuses_for_now_is_told_as_unavailable(postgres_url: str, state: str) -> None:
    county = store.open(postgres_url)
    await store.migrate(county)
    writer, admin = Writer(county), await asyncpg.connect(postgres_url)
    await admin.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NEW.id LIKE 'no%' THEN RAISE 'no' USING ERRCODE = '{state}'; END IF; RETURN NEW; END $$"
    )
    await admin.execute("CREATE TRIGGER a_refusal BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION refuse()")
    await admin.close()
    for wrong in (plainly(county, "no-1"), together(writer, "no-2")):
        with pytest.raises(store.Unavailable, match="did not happen"):
            await wrong
    await plainly(county, "yes-1")
    await together(writer, "yes-2")
    assert await kept(county) == ["yes-1", "yes-2"]
    await county.close()


async def test_a_full_disk_under_sqlite_is_told_as_unavailable_and_is_good_again_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite is allowed no page more than it has, which it tells as it tells a full disk."""
    url = f"sqlite:///{tmp_path / 'county.db'}"
    first = store.open(url)
    await store.migrate(first)
    await first.close()
    room = connections.SQLITE
    monkeypatch.setattr(connections, "SQLITE", (*room, "PRAGMA max_page_count = 1"))
    full = store.open(url)
    writer, told = Writer(full), []
    for number in range(60):
        for act in (plainly(full, f"p{number}"), together(writer, f"t{number}")):
            try:
                await act
            except store.Unavailable as why:
                told.append(str(why))
    before = await kept(full)
    await full.close()
    monkeypatch.setattr(connections, "SQLITE", room)
    roomy = store.open(url)
    await plainly(roomy, "room again")
    assert (await kept(roomy), len(before) + len(told)) == (sorted([*before, "room again"]), 120)
    assert set(told) == {str(store.Unavailable(connections.LOST))}
    await roomy.close()
    with sqlite3.connect(tmp_path / "county.db") as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    file.close()
