"""What the commands for whole counties at once do: facts into files, every score on a day."""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
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
