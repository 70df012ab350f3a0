"""A snapshot says of every day what stands on it, exactly as the ledger says it of one person."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Literal

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditplus import workdays
from creditplus.lives.histories import History
from creditplus.lives.optouts import Switch
from creditplus.tools import bulk
from creditplus.tools.bulk import frames, gathering, snapshots, spans
from tests.laws import strategies, towns
from tests.laws.strategies import Ruling

AT = workdays.starts(date(2030, 1, 1))
COUNTY = "230281"


def days_of(history: History) -> set[date]:
    """The days around which anything about a person begins or ends, and some others."""
    days = {step.on for step in history.enrolments}
    for record in history.records:
        days |= {
            record.on,
            workdays.day_of(record.reported_at),
            (record.document and record.document.final_on) or record.on,
        }
    for change in history.changes:
        days |= {change.on, workdays.day_of(change.at)}
    days |= {workdays.day_of(switch.at) for switch in history.switches}
    return {day + timedelta(days=aside) for day in days for aside in (-1, 0, 1)}


def switching(history: History, pick: Random) -> History:
    """The same person, who switched kinds off and on again now and then."""
    kinds = sorted({record.kind for record in history.records})
    switches = []
    for place in range(pick.choice([0, 0, 1, 2, 5]) if kinds else 0):
        at = pick.choice(history.records).reported_at + timedelta(hours=pick.randrange(2000))
        what: Literal["off", "on"] = pick.choice(["off", "off", "on"])
        switches.append(Switch(id=f"s{place}", person=history.person, kind=pick.choice(kinds), what=what, at=at))
    return msgspec.structs.replace(history, switches=tuple(switches))


@settings(max_examples=25, deadline=None)
@given(strategies.rulebooks(), st.integers(0, 2**32), st.sampled_from(towns.ASKED))
def test_spans_say_of_every_day_what_the_ledger_says(ruling: Ruling, seed: int, on: date) -> None:
    pick = Random(seed)
    for made in towns.Town(ruling, on, seed).people(8):
        history = switching(made, pick)
        told = list(spans.of_history(history))
        for day in days_of(history):
            for before, known in ((False, None), (True, workdays.starts(day))):
                stand = history.stand(day, known)
                found = [span.record for span in told if _holds(span.before if before else span.live, day)]
                assert sorted(found, key=lambda record: (record.on, record.id)) == stand, (day, before)
            joined = [one for one, first, end in spans.taking_part(history, COUNTY) if _holds((first, end), day)]
            assert joined == [one for one in [history.joined_on(day)] if one is not None]


def _holds(days: tuple[date | None, date | None], day: date) -> bool:
    first, end = days
    return first is not None and first <= day and (end is None or day < end)


def gathered(folder: Path, people: list[History], last: bulk.Snapshot | None = None) -> bulk.Snapshot:
    """A snapshot of some people, gathered in two pieces."""
    draft = gathering.Gathering(folder, COUNTY, last)
    draft.add(people[::2])
    draft.add(people[1::2])
    draft.finish(AT)
    found = bulk.newest(folder, COUNTY)
    assert found is not None
    return found


def plain(partition: frames.Partition, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of a partition with names instead of numbers, without columns in which there is nothing."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for kind, frame in partition.kinds.items():
        for row in frame.to_dicts():
            told = {name: value for name, value in row.items() if value is not None}
            rows.setdefault(kind, []).append({**told, "who": names[row["who"]]})
    return {kind: sorted(found, key=lambda row: row["who"]) for kind, found in rows.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_snapshot_and_what_leans_on_it_hold_what_stands_on_a_day(tmp_path: Path, seed: int) -> None:
    ruling, on = _ruling(), date(2028, 2, 29)
    town = list(towns.Town(ruling, on, seed).people(60))
    other = list(towns.Town(ruling, on, seed + 100).people(70))
    changed = [*other[:10], *other[60:]]
    gathered(tmp_path, town)
    second = gathered(tmp_path, changed, bulk.newest(tmp_path, COUNTY))
    now = {history.person: history for history in [*town, *changed]}
    names = snapshots.people(second)["person"].to_list()
    assert (second.last.leans_on, second.last.people, sorted(names)) == (1, 20, sorted(now))
    for before in (False, True):
        known = workdays.starts(on) if before else None
        expected = frames.partition([now[name] for name in names], on, known)
        found = snapshots.partition(second, on, before=before)
        assert plain(found, names) == plain(expected, names)
        assert found.people["joined"].to_list() == expected.people["joined"].to_list()


def test_many_small_folders_are_folded_into_one_that_holds_the_same(tmp_path: Path) -> None:
    ruling, on = _ruling(), date(2026, 12, 31)
    now = {history.person: history for history in towns.Town(ruling, on, 1).people(100)}
    snapshot = gathered(tmp_path, list(now.values()))
    for round in range(gathering.LEANING_MOST):
        some = list(towns.Town(ruling, on, 50 + round).people(100 + round))[-3:]
        now |= {history.person: history for history in some}
        snapshot = gathered(tmp_path, some, snapshot)
    assert (len(snapshot.manifests), snapshot.last.number) == (1, gathering.LEANING_MOST + 1)
    names = snapshots.people(snapshot)["person"].to_list()
    expected = frames.partition([now[name] for name in names], on)
    assert plain(snapshots.partition(snapshot, on), names) == plain(expected, names)


def _ruling() -> Ruling:
    return rulings(1)[0]


def rulings(count: int) -> list[Ruling]:
    """So many rulebooks, the same ones every time."""
    found: list[Ruling] = []

    @settings(max_examples=count, database=None, deadline=None, derandomize=True)
    @given(strategies.rulebooks())
    def drawn(ruling: Ruling) -> None:
        found.append(ruling)

    drawn()
    return found


def test_a_flipped_byte_in_a_file_is_noticed(tmp_path: Path) -> None:
    snapshot = gathered(tmp_path, list(towns.Town(_ruling(), date(2026, 7, 1), 1).people(10)))
    assert bulk.unharmed(snapshot)
    file = snapshot.parts[0] / "people.parquet"
    harmed = bytearray(file.read_bytes())
    harmed[len(harmed) // 2] ^= 1
    file.write_bytes(harmed)
    assert not bulk.unharmed(snapshot)


def test_what_a_killed_process_left_is_swept_away_and_never_read(tmp_path: Path) -> None:
    half = tmp_path / COUNTY / ".000001.abcd"
    half.mkdir(parents=True)
    pl.DataFrame({"who": [1]}).write_parquet(half / "people.parquet")
    assert bulk.newest(tmp_path, COUNTY) is None
    gathered(tmp_path, [])
    assert not half.exists()
