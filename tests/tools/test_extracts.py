"""A county leaves the database in columns, and of every day they say what the ledger says of each person: on both databases."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import msgspec
import polars as pl
import pytest

from creditplus import workdays
from creditplus.lives.histories import History, Lives
from creditplus.people import Enrolment
from creditplus.records import Change, Record
from creditplus.tools import bulk, store
from creditplus.tools.bulk import frames, gathering, snapshots
from creditplus.tools.store import crowds
from tests.laws import towns
from tests.tools.test_snapshots import COUNTY, days_of, plain, rulings, switching

NOW = workdays.starts(date(2031, 1, 1))
ODD = 'a"b\\c,[null]\n章\x1f'
"""A matter that would spoil a list of texts if it were not written down with care."""


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_leaves_in_columns_stands_on_every_day_as_the_ledger_says(
    county: store.Store, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "AT_ONCE", 25)
    people = [kept(history, seed) for history in town(seed)]
    async with county.transaction() as db:
        await store.append_all(db, [step for history in people for step in history.enrolments])
        await store.append_all(db, [record for history in people for record in history.records])
        changes = [change for history in people for change in history.changes]
        await store.append_all(db, changes, by="somebody")
        await store.append_all(db, [switch for history in people for switch in history.switches])
    async with county.reading() as db:
        names = await store.people_of(db, COUNTY)
        lives = [some async for some in store.many_lives(db, COUNTY, names)]
        one_by_one = await store.histories(db, names)
    usual = sum(len(msgspec.json.decode(some.id)) for life in lives for some in life.records)
    assert 0 < usual < sum(len(history.records) for history in people)
    columns = await gathered(tmp_path / "columns", each(lives))
    histories = await gathered(tmp_path / "histories", each([as_histories(one_by_one)]))
    assert tables(columns) == tables(histories)
    theirs = {history.person: history for history in people}
    found = snapshots.people(columns)["person"].to_list()
    for day in sorted({day for history in people[:4] for day in days_of(history)})[::6]:
        for before in (False, True):
            expected = frames.partition([theirs[name] for name in found], day, workdays.starts(day) if before else None)
            seen = snapshots.partition(columns, day, before=before)
            assert plain(seen, found) == plain(expected, found), (day, before)
            assert seen.people["joined"].to_list() == expected.people["joined"].to_list()


async def test_an_empty_county_leaves_nothing(county: store.Store, tmp_path: Path) -> None:
    async with county.reading() as db:
        snapshot = await gathered(tmp_path, store.many_lives(db, COUNTY, await store.people_of(db, COUNTY)))
    assert (snapshot.last.people, snapshot.last.records) == (0, 0)


def town(seed: int) -> list[History]:
    """Sixty people who did all sorts of things; each took part in the county at some time."""
    pick = Random(seed)
    ruling = rulings(seed)[-1]
    made = list(towns.Town(ruling, date(2028, 2, 29), seed).people(60))
    everybody = [switching(history, pick) for history in made]
    return [history for history in everybody if any(step.county == COUNTY for step in history.enrolments)]


def kept(history: History, seed: int) -> History:
    """The same person as a database takes them: with a provider's name before each record's own, and now and then an odd matter."""

    def renamed(record: Record) -> Record:
        odd = ODD if int(record.id[-1]) == seed else record.matter
        return msgspec.structs.replace(record, id=f"town:{record.id}", provider="town", matter=odd)

    def moved(change: Change) -> Change:
        to = renamed(change.to) if change.to is not None else None
        return msgspec.structs.replace(change, record=f"town:{change.record}", to=to)

    def stepped(place: int, step: Enrolment) -> Enrolment:
        return msgspec.structs.replace(step, id=f"{history.person}/{place}", at=step.at + timedelta(minutes=place))

    return msgspec.structs.replace(
        history,
        records=tuple(renamed(record) for record in history.records),
        changes=tuple(moved(change) for change in history.changes),
        enrolments=tuple(stepped(place, step) for place, step in enumerate(history.enrolments)),
        switches=tuple(
            msgspec.structs.replace(switch, id=f"{history.person}/{switch.id}") for switch in history.switches
        ),
    )


def as_histories(histories: list[History]) -> Lives:
    """The same people, nothing of them in columns."""
    return Lives([history.person for history in histories], others=histories)


async def each(lives: list[Lives]) -> AsyncIterator[Lives]:
    """One after another."""
    for some in lives:
        yield some


async def gathered(folder: Path, lives: AsyncIterator[Lives]) -> bulk.Snapshot:
    """A snapshot of some people."""
    await gathering.gather(folder, COUNTY, None, lives, NOW)
    found = bulk.newest(folder, COUNTY)
    assert found is not None
    return found


def tables(snapshot: bulk.Snapshot) -> dict[str, list[dict[str, object]]]:
    """Every row of every table of a snapshot, whatever the order of its columns, person by person."""
    names = ["people", *snapshots.tables(snapshot)]
    found = {name: pl.read_parquet(snapshot.parts[0] / f"{name}.parquet") for name in names}
    rows = {name: table.select(sorted(table.columns)).to_dicts() for name, table in found.items()}
    return {name: sorted(some, key=lambda row: (row["who"], repr(row))) for name, some in rows.items()}
