"""The commands for whole counties at once: facts into files, every score on a day."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from creditplus.actions.extract_facts import extract_facts
from creditplus.actions.order_rescore import order_rescore
from creditplus.actions.publish_scores import publish_scores
from creditplus.actions.settle_town import settle_town
from creditplus.console import terminal
from creditplus.drafting import drafts
from creditplus.tools import bulk, clock, settings

Told = tuple[str, str, Callable[[argparse.Namespace], int], Mapping[str, dict[str, Any]]]
"""A command: what it does, an example, what runs, and its options by name."""


def _extract(wanted: argparse.Namespace) -> int:
    return asyncio.run(extract(wanted.counties, wanted.to, whole=wanted.whole))


def _rescore(wanted: argparse.Namespace) -> int:
    return asyncio.run(rescore(wanted))


def _publish(wanted: argparse.Namespace) -> int:
    return asyncio.run(publish(wanted.county, wanted.as_of, wanted.to, wanted.engine, wanted.master))


def _town(wanted: argparse.Namespace) -> int:
    return asyncio.run(town(wanted))


async def extract(counties: list[str], to: Path | None, *, whole: bool) -> int:
    """Write the facts of each county into files."""
    for county in _progress(counties, counties):
        async with terminal.transaction() as db:
            manifest = await extract_facts(db, terminal.TERMINAL, county, folder(to), whole, _read)
        print(_facts(manifest))
    return 0


async def rescore(wanted: argparse.Namespace) -> int:
    """Score everybody of each county on a day, and print the seal of each county's result."""
    counties, on = wanted.counties, wanted.on or clock.today()
    async with terminal.transaction() as db:
        by = terminal.TERMINAL
        tasks = await order_rescore(db, by, counties, on, folder(wanted.to), wanted.rulebook)
    for run in _progress(bulk.score(tasks, wanted.engine, wanted.master), counties):
        print(f"{run.county}  {run.on}  {run.people} 人 people  {run.seal}")
    return 0


async def publish(county: str, on: date, to: Path | None, engine: str, master: str | None) -> int:
    """Read what is new, score everybody as of a day, and publish it; begun again after any interruption, it goes on where it was."""
    by = terminal.TERMINAL
    async with terminal.transaction() as db:
        await extract_facts(db, by, county, folder(to), told=_read)
    async with terminal.transaction() as db:
        tasks = await order_rescore(db, by, [county], on, folder(to), publishing=True)
    (run,) = bulk.score(tasks, engine, master)
    async with terminal.transaction() as db:
        publication = await publish_scores(db, by, tasks[0], run)
    counts = f"{publication.people} 人 people  {publication.changed} 人有变 changed"
    print(f"{county}  {on}  {counts}  {publication.seal}")
    return 0


async def town(wanted: argparse.Namespace) -> int:
    """Make a town of each county's share of the residents, and write it into files or into the database."""
    texts = sorted((settings.read().rules_directory / "catalogue").glob("*.toml"))
    catalogue = drafts.catalogue(texts[-1].read_text("utf-8"), str(texts[-1])).value
    assert catalogue is not None, "the newest catalogue is a sound text"
    counties, today = wanted.county or ["230281"], clock.today()
    for place, county in enumerate(_progress(counties, counties)):
        residents = wanted.residents // len(counties)
        made = bulk.towns.made(catalogue, county, residents, residents * wanted.records_per, wanted.seed + place, today)
        if wanted.into == "database":
            async with terminal.transaction() as db:
                people = bulk.towns.histories(made, catalogue)
                print(f"{county}  {await settle_town(db, terminal.TERMINAL, county, people)} 人 people")
        else:
            manifest = bulk.towns.write(made, folder(wanted.to), today)
            print(_facts(manifest))
    return 0


def _facts(manifest: bulk.Manifest) -> str:
    """What was written, in a line: of how many people, and how many records in all."""
    counts = f"{manifest.people} 人 people  {manifest.records} 条 records"
    return f"{manifest.county}  {manifest.number:06d}  {counts}"


def _read(done: int, all: int) -> None:
    """A line that says of how many people everything is read, if anybody watches."""
    if sys.stderr.isatty():
        end = "\n" if done == all else ""
        print(f"\r{'█' * (20 * done // all):<20} {done}/{all} 人 people ", end=end, file=sys.stderr, flush=True)


def folder(to: Path | None) -> Path:
    """Where the files are: the folder that was named, or the one of the settings."""
    return to or settings.read().snapshots_directory


def _progress(done: Iterable[Any], counties: list[str]) -> Iterator[Any]:
    """What is done, with a line that says how far it is, if anybody watches."""
    began, watched = time.monotonic(), sys.stderr.isatty()
    for place, one in enumerate(done, 1):
        yield one
        if watched:
            bar = "█" * (20 * place // len(counties))
            print(f"\r{bar:<20} {place}/{len(counties)}  {time.monotonic() - began:.0f} s ", end="", file=sys.stderr)
    if watched:
        print(file=sys.stderr)


COUNTIES = {"nargs": "+", "metavar": "COUNTY", "help": "division codes of six digits"}
ENGINE = {"choices": bulk.ENGINES, "default": "local", "help": "this machine, or a Spark cluster"}
MASTER = {"metavar": "ADDRESS", "help": "where Spark is: spark://…, or local[2] (default: as it is set up)"}
TO = {"type": Path, "metavar": "FOLDER", "help": "where the files lie (default: CREDITPLUS_SNAPSHOTS_DIRECTORY)"}
COMMANDS: dict[str, Told] = {
    "extract": (
        "write the facts of counties into files, from which everybody can be scored at once",
        "creditplus extract 230281 231181",
        _extract,
        {
            "counties": COUNTIES,
            "--to": TO,
            "--whole": {"action": "store_true", "help": "everybody anew, not only those who were touched"},
        },
    ),
    "rescore": (
        "score everybody of some counties on a day, from the files; prints a seal of each result",
        "creditplus rescore 230281 231181 --on 2026-12-31",
        _rescore,
        {
            "counties": COUNTIES,
            "--on": {"type": date.fromisoformat, "metavar": "DATE", "help": "as of this day (default: today)"},
            "--engine": ENGINE,
            "--master": MASTER,
            "--rulebook": {"metavar": "DIGEST", "help": "a text on the shelf instead of the one in force"},
            "--to": TO,
        },
    ),
    "publish": (
        "publish everybody's score of a day by the rhythm of the county's rulebook; safe to run again",
        "creditplus publish 230281 --as-of 2026-12-01",
        _publish,
        {
            "county": {"metavar": "COUNTY", "help": "a division code of six digits"},
            "--as-of": {"type": date.fromisoformat, "metavar": "DATE", "required": True, "help": "the day published"},
            "--engine": ENGINE,
            "--master": MASTER,
            "--to": TO,
        },
    ),
    "town": (
        "make up a town of any size from a seed and the catalogue, to try out how long a county takes",
        "creditplus town --residents 500000 --records-per 6 --seed 1 --to var/snapshots",
        _town,
        {
            "--residents": {"type": int, "default": 20_000, "help": "how many in all (default 20000)"},
            "--records-per": {"type": int, "default": 6, "help": "records for each of them (default 6)"},
            "--seed": {"type": int, "default": 1, "help": "the seed that makes the town (default 1)"},
            "--county": {
                "action": "append",
                "metavar": "COUNTY",
                "help": "where they live; may be given several times",
            },
            "--into": {"choices": ["files", "database"], "default": "files", "help": "where they are written"},
            "--to": TO,
        },
    ),
}
