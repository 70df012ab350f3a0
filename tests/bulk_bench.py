"""Measures what the bulk re-score promises, and writes its figures into `docs/scale.md`: `python -m tests.bench bulk`.

`CREDITPLUS_BENCH_RESIDENTS` says how large the one county is (500,000); `CREDITPLUS_BENCH_GROWTH` how many of such counties the
growth is measured with (2 and 20: one million and ten million residents). The sides of each ratio take turns.
"""

import asyncio
import itertools
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from creditplus import workdays
from creditplus.actions.extract_facts import extract_facts
from creditplus.actions.order_rescore import order_rescore
from creditplus.actions.publish_scores import publish_scores
from creditplus.actions.settle_town import settle_town
from creditplus.outlooks.prospects import Ruling
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.rulebooks import Rulebook
from creditplus.tools import bulk, clock, store
from creditplus.tools.bulk import gathering, partitions, processes, runs, snapshots, towns
from creditplus.tools.bulk.frames import Partition
from tests import bench, shelf, town, yardsticks

RESIDENTS = int(os.environ.get("CREDITPLUS_BENCH_RESIDENTS", "500000"))
GROWTH = [int(count) for count in os.environ.get("CREDITPLUS_BENCH_GROWTH", "2,20").split(",")]
PER = 6
COUNTY = "231181"
MACHINE = Actor("terminal", "auditor")
TODAY, ON = date(2027, 1, 10), date(2026, 12, 31)
ROUNDS = 5
PAGE = shelf.ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
Row = tuple[str, str, str]


def seconds(work: Callable[[], Any]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def turns(*works: Callable[[], Any]) -> list[float]:
    """The median seconds of some things that take turns."""
    taken = [[seconds(work) for work in works] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def against_sql(folder: Path) -> list[Row]:
    """The same fifty rules in Polars and in SQL, both with the facts in memory; and from the files to the scores."""
    book, _ = bench.read(50)
    snapshot = snapshots.newest(folder, COUNTY)
    assert snapshot is not None
    wanted = snapshots.asked_for(book)
    partition = snapshots.partition(snapshot, ON, wanted=wanted)
    base = yardsticks.in_words(yardsticks.loaded(snapshot, book, ON), book)

    def columns() -> tuple[int, int, int]:
        parts = partitions.parts(book, ON, partition)
        points = partitions.totals(book, parts, len(partition.people))["points"]
        return len(points), int(points.sum()), int((points * (partition.people["person"].cast(int) % 1009)).sum())

    def sql() -> tuple[int, int, int]:
        return yardsticks.scored(base, book, ON)

    def columns_from_files() -> None:
        read = snapshots.partition(snapshot, ON, wanted=wanted)
        partitions.totals(book, partitions.parts(book, ON, read), len(read.people))

    def sql_from_files() -> None:
        with yardsticks.loaded(snapshot, book, ON) as fresh:
            fresh.execute(f"CREATE TEMP TABLE scored AS {yardsticks.statement(book, ON)}")

    assert columns() == sql(), "the two say the same of everybody"
    ours, theirs = turns(columns, sql)
    ours_files, theirs_files = turns(columns_from_files, sql_from_files)
    return [
        ("50 rules, facts in memory", f"{ours:.2f} s; SQL in DuckDB {theirs:.2f} s", f"{ours / theirs:.2f} (≤ 1.3)"),
        (
            "50 rules, from the files",
            f"{ours_files:.2f} s; SQL in DuckDB {theirs_files:.2f} s",
            f"{ours_files / theirs_files:.2f}",
        ),
        against_engine(partition.kinds, book, ours),
        against_openfisca(partition, book, columns(), ours),
    ]


def against_openfisca(partition: Partition, book: Rulebook, expected: tuple[int, int, int], ours: float) -> Row:
    """The same fifty rules for OpenFisca, in an environment of its own; without a package index they are not measured."""
    what = "50 rules, in OpenFisca's arrays"
    with tempfile.TemporaryDirectory() as temporary:
        try:
            taken, sums = yardsticks.by_openfisca(partition, book, ON, Path(temporary))
        except subprocess.CalledProcessError as failed:
            return what, f"not measured: {failed.cmd[0]} ended with {failed.returncode}", "— (≥ 5)"
    assert sums == expected, "the two say the same of everybody"
    return what, f"openfisca-core {taken:.2f} s, Polars {ours:.2f} s", f"{taken / ours:.1f} (≥ 5)"


def against_engine(kinds: Any, book: Rulebook, ours: float) -> Row:
    """The rule engine asked record by record, on a sample, against the same number of records in columns."""
    facts = []
    for kind, frame in kinds.items():
        for row in frame.head(400).iter_rows(named=True):
            fields = {name.removeprefix("fields."): row[name] for name in row if name.startswith("fields.")}
            facts.append({"kind": kind, **{name: value for name, value in fields.items() if value is not None}})
    each = seconds(lambda: yardsticks.matched(book, facts)) / len(facts)
    own = ours / sum(len(frame) for frame in kinds.values())
    told = f"{1 / own / 1e6:.1f} M records/s; durable_rules matching alone {1 / each:,.0f}/s on {len(facts)} records"
    return "durable_rules, record by record", told, f"{each / own:,.0f} (≥ 20)"


def what_if(folder: Path) -> list[Row]:
    """One edited rule against a whole run, of a shipped rulebook; and everything that `simulate` says of it, benefits and all."""
    book = shelf.rulebook(COUNTY)
    place = folder / COUNTY / "000001"
    snapshot = snapshots.newest(folder, COUNTY)
    assert snapshot is not None
    task = bulk.Task(folder=str(folder), county=COUNTY, snapshot=1, rulebook=book, on=ON)
    first = seconds(lambda: bulk.score_county(task))
    scenarios = tuple(text for file in shelf.SCENARIOS if (text := shelf.read_scenario(file).value) is not None)
    ratios, whole = [], []
    for at, rule in enumerate(book.ready):
        after = msgspec.structs.replace(book, rules=book.rules[:at] + book.rules[at + 1 :], digest=f"{at:064d}")
        ratios.append((_what_if(task, snapshot, after, place), rule.code))
        sides = Ruling(book, scenarios), Ruling(after, scenarios)
        counting = partial(bulk.tally, *sides, shelf.catalogue(), ON, place)
        whole.append((*both(counting), rule.code))
    benefits = len(Ruling(book, scenarios).needs)
    stored = f"{len(book.rules)} shipped rules, from the files to stored scores, what each rule gave, and the seal"
    return [(stored, f"{first:.2f} s", "—"), *_told(ratios, whole, benefits, first)]


def _told(
    ratios: list[tuple[float, str]], whole: list[tuple[float, float, str]], benefits: int, first: float
) -> list[Row]:
    """What a look at each edited rule costs, and everything that `simulate` says of it."""
    ratio, code = max(ratios)
    worst, busy, slowest = max(whole)
    return [
        (
            "what-if of one edited rule against a whole run",
            f"median {statistics.median(found for found, _ in ratios):.2f}, worst `{code}`",
            f"{ratio:.2f} (≤ 0.3)",
        ),
        (
            f"the same with histogram, grades, causes and {benefits} benefits, as `simulate` counts them",
            (
                f"median {statistics.median(found[0] for found in whole):.2f} s, "
                f"worst `{slowest}` {worst:.2f} s ({busy:.2f} s of processor time)"
            ),
            f"{worst / first:.2f} of a whole run stored",
        ),
    ]


def both(work: Callable[[], Any]) -> tuple[float, float]:
    """How long something takes, and how much of the processors."""
    start, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - busy


def _what_if(task: bulk.Task, snapshot: snapshots.Snapshot, after: Rulebook, place: Path) -> float:
    whole, edited = (
        statistics.median(found)
        for found in zip(
            *[
                (
                    seconds(lambda: runs.scored(msgspec.structs.replace(task, rulebook=after), snapshot)),
                    seconds(lambda: bulk.compared(task.rulebook, after, ON, place)),
                )
                for _ in range(2)
            ],
            strict=True,
        )
    )
    return float(edited / whole)


def incremental() -> list[Row]:
    """Publishing a tenth of a county for the first time, and again after a thousand new records, on SQLite."""
    with tempfile.TemporaryDirectory() as temporary:
        return asyncio.run(_incremental(Path(temporary)))


async def _incremental(folder: Path) -> list[Row]:
    await town.furnish(f"sqlite:///{folder}/town.db", folder / "keys")
    residents, today = RESIDENTS // 10, clock.today()
    async with town.opened(f"sqlite:///{folder}/town.db", folder / "keys") as county:
        made = towns.made(shelf.catalogue(), COUNTY, residents, PER * residents, 1, today)
        people = list(towns.histories(made, shelf.catalogue()))
        await county.act(settle_town, MACHINE, COUNTY, people)
        first = await _published(county, folder, today - timedelta(days=3))
        fresh = [
            msgspec.structs.replace(
                record, id=f"{record.id}-again", matter=None, on=today - timedelta(days=9), ends_on=None, found_on=None,
                released_on=None, reported_at=clock.now(),
            )
            for record in (history.records[0] for history in people if history.records)
        ]  # fmt: skip
        async with county.store.transaction() as db:
            await store.append_all(db, fresh[:1000])
        again = await _published(county, folder, today - timedelta(days=2))
        nouns, columns = await _read(county, folder, [history.person for history in people][:5_000])
    what = f"{residents:,} residents in SQLite"
    return [
        (
            "5,000 of them read in columns",
            f"{columns:.2f} s; through the nouns {nouns:.2f} s",
            f"{nouns / columns:.1f} times as fast",
        ),
        *(
            (
                f"{what}: {name}",
                f"{one:.2f} s the first time, {other:.2f} s after 1,000 new records",
                f"{other / one:.2f}",
            )
            for name, one, other in zip(("extract", "score", "publish"), first, again, strict=True)
        ),
    ]


async def _read(county: town.Town, folder: Path, people: list[str]) -> tuple[float, float]:
    """How long some people take from the database to a snapshot, as nouns and as columns."""
    taken = []
    async with county.store.reading() as db:
        for place in range(2):
            start, draft = time.perf_counter(), gathering.Gathering(folder / f"read-{place}", COUNTY, None)
            if place == 0:
                draft.add(await store.histories(db, people))
            else:
                async for lives in store.many_lives(db, COUNTY, people):
                    draft.add_lives(lives)
            draft.finish(clock.now())
            taken.append(time.perf_counter() - start)
    return taken[0], taken[1]


def renewal(folder: Path) -> list[Row]:
    """A day later and a thousand people touched: what is scored anew in a county of this size, and in one of a tenth."""
    rows, taken = [], []
    for residents in (RESIDENTS // 10, RESIDENTS):
        place = folder / f"{residents}"
        made = towns.made(shelf.catalogue(), COUNTY, residents, PER * residents, 1, TODAY)
        towns.write(made, place, TODAY)
        touched = list(itertools.islice(towns.histories(_some(made, 1_000), shelf.catalogue()), 1_000))
        task = bulk.Task(folder=str(place), county=COUNTY, snapshot=1, rulebook=shelf.rulebook(COUNTY), on=ON)
        first = seconds(lambda task=task: (bulk.score_county(task), bulk.changed(task, ())))  # type: ignore[misc]  # bound now
        draft = gathering.Gathering(place, COUNTY, bulk.newest(place, COUNTY))
        draft.add(touched)
        draft.finish(workdays.starts(TODAY))
        later = msgspec.structs.replace(task, snapshot=2, on=ON + timedelta(days=1))
        again = both(lambda later=later, task=task: (bulk.score_county(later), bulk.changed(later, task)))  # type: ignore[misc]  # bound now
        run = bulk.score_county(later)
        taken.append(again[0])
        rows.append(
            (
                f"{residents:,} residents in files: score and find who changed",
                f"{first:.2f} s the first time, {again[0]:.2f} s a day later after 1,000 were touched ({run.anew:,} scored anew)",
                f"{again[0] / first:.2f}",
            )
        )
    return [*rows, ("the same 1,000 in a county ten times as large", f"{taken[1] / taken[0]:.1f} times as long", "—")]


def _some(made: towns.Town, people: int) -> towns.Town:
    """The first people of a town."""
    kinds = {kind: frame.filter(frame["who"] < people) for kind, frame in made.kinds.items()}
    return made._replace(
        kinds=kinds, people=made.people.head(people), steps=made.steps.filter(made.steps["who"] < people)
    )


async def _published(county: town.Town, folder: Path, on: date) -> list[float]:
    """How long each of the three steps of a publication takes."""
    times = [time.perf_counter()]
    await county.act(extract_facts, MACHINE, COUNTY, folder / "files")
    times.append(time.perf_counter())
    tasks = await county.act(order_rescore, MACHINE, [COUNTY], on, folder / "files", None, True)
    (run,) = bulk.score(tasks)
    times.append(time.perf_counter())
    await county.act(publish_scores, MACHINE, tasks[0], run)
    times.append(time.perf_counter())
    return [end - begin for begin, end in itertools.pairwise(times)]


def growth(folder: Path) -> list[Row]:
    """A million residents against ten: county by county, two processes of one thread."""
    found = [code for code in divisions.divisions() if divisions.is_county(code) and code != COUNTY]
    made = towns.made(shelf.catalogue(), COUNTY, RESIDENTS, PER * RESIDENTS, 1, TODAY)
    for county in found[: max(GROWTH)]:
        towns.write(made, folder, TODAY) if county == COUNTY else towns.write(
            made._replace(county=county), folder, TODAY
        )
    book, rows, taken = shelf.rulebook(COUNTY), [], []
    for count in GROWTH:
        tasks = [bulk.Task(folder=str(folder), county=one, snapshot=1, rulebook=book, on=ON) for one in found[:count]]
        for one in found[:count]:
            shutil.rmtree(folder / one / "runs", ignore_errors=True)
        taken.append(seconds(lambda tasks=tasks: list(processes.score_counties(tasks))))  # type: ignore[misc]  # bound now
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
        people, records = count * RESIDENTS / 1e6, count * RESIDENTS * PER / 1e6
        rows.append(
            (
                f"{people:g} M residents, {records:g} M records, two processes",
                f"{taken[-1]:.1f} s",
                f"{peak:.2f} GiB each",
            )
        )
    ratio = taken[-1] / taken[0] * 10 * GROWTH[0] / GROWTH[-1]
    return [
        *rows,
        (
            "growth for ten times the residents",
            f"{taken[-1] / taken[0]:.1f} for {GROWTH[-1] // GROWTH[0]} times",
            f"{ratio:.1f} (≤ 11)",
        ),
    ]


def main() -> None:
    """Measure everything and write it into the page."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        towns.write(towns.made(shelf.catalogue(), COUNTY, RESIDENTS, PER * RESIDENTS, 1, TODAY), folder, TODAY)
        bytes_each = yardsticks.size(folder) / (RESIDENTS * PER)
        rows = [
            ("a record in the files", f"{bytes_each:.1f} bytes", "—"),
            *against_sql(folder),
            *what_if(folder),
            *renewal(folder / "renewal"),
            *incremental(),
            *growth(folder),
        ]
    told = "\n".join(f"| {what} | {figure} | {ratio} |" for what, figure, ratio in rows)
    head = f"One county of {RESIDENTS:,} residents and {RESIDENTS * PER:,} records, {os.cpu_count()} shared cores, medians of {ROUNDS}.\n"
    table = f"{BEGIN}\n{head}\n| what | figure | ratio (promise) |\n|---|---|---|\n{told}\n{END}"
    page = PAGE.read_text("utf-8")
    PAGE.write_text(page[: page.index(BEGIN)] + table + page[page.index(END) + len(END) :], "utf-8")
    print(table)
