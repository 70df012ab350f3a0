"""Publishing is killed at every kind of moment: nobody ever sees half a county, and running it again ends as if nothing had happened."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from creditplus.actions.settle_town import settle_town
from creditplus.people import Actor
from creditplus.publications import Publication, PublishedScore
from creditplus.tools import bulk, clock, store
from tests import shelf
from tests.town import HOME, Town

RESIDENTS = 3_000
MACHINE = Actor("terminal", "auditor")
Moment = Callable[[Path], bool]


def there(pattern: str) -> Moment:
    """The moment at which a file or folder is first there."""
    return lambda folder: any(folder.glob(pattern))


FACTS_BEGUN, FACTS_DONE = there(".0*"), there("0*/manifest.json")
SCORES_BEGUN, SCORES_DONE = there("runs/.2*"), there("runs/2*/manifest.json")
MOMENTS = [(FACTS_BEGUN, 0.0), (FACTS_DONE, 0.0), (SCORES_BEGUN, 0.0), (SCORES_DONE, 0.0), (SCORES_DONE, 0.1)]


@pytest.fixture
def publishing(database_url: str, furnished: Path, tmp_path: Path) -> Callable[[], "subprocess.Popen[bytes]"]:
    """The command, ready to be started."""
    names = {
        "CREDITPLUS_DATABASE_URL": database_url,
        "CREDITPLUS_KEYS_DIRECTORY": str(furnished / "keys"),
        "CREDITPLUS_SNAPSHOTS_DIRECTORY": str(tmp_path / "files"),
    }
    asked = [sys.executable, "-m", "creditplus", "publish", HOME, "--as-of", str(yesterday())]
    return lambda: subprocess.Popen(asked, cwd=shelf.ROOT, env={**os.environ, **names})


def yesterday() -> date:
    """The last day that is over."""
    return clock.today() - timedelta(days=1)


def killed(process: "subprocess.Popen[bytes]", folder: Path, moment: Moment, later: float) -> bool:
    """Whether the process was killed at a moment or so many seconds later, before it ended."""
    while process.poll() is None and not moment(folder):
        time.sleep(0.002)
    time.sleep(later)
    process.kill()
    return process.wait(60) == -9


async def test_killed_at_any_moment_and_run_again_it_publishes_what_it_would_have(
    the_town: Town, publishing: Callable[[], "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    made = bulk.towns.made(shelf.catalogue(), HOME, RESIDENTS, 5 * RESIDENTS, 3, clock.today())
    await the_town.act(settle_town, MACHINE, HOME, bulk.towns.histories(made, shelf.catalogue()))
    kills = 0
    for moment, later in MOMENTS:
        kills += killed(publishing(), tmp_path / "files" / HOME, moment, later)
        assert await seen(the_town) in ((0, 0), await whole(the_town))
    assert kills >= len(MOMENTS) - 1
    assert publishing().wait(120) == 0
    (publication,) = await the_town.kept(Publication)
    assert publication.seal == uninterrupted(made, tmp_path / "other").seal
    assert await seen(the_town) == (1, publication.people)
    async with the_town.store.reading() as db:
        people = [row async for row in store.published_scores(db, publication)]
    assert len(people) == publication.people
    assert not list((tmp_path / "files" / HOME).glob(".*")), "what was half written is swept away"


async def seen(town: Town) -> tuple[int, int]:
    """How many publications and how many published scores anybody can see."""
    return len(await town.kept(Publication)), len(await town.kept(PublishedScore))


async def whole(town: Town) -> tuple[int, int]:
    """What there is to see when all of it was published."""
    return 1, sum(publication.people for publication in await town.kept(Publication))


def uninterrupted(made: bulk.towns.Town, folder: Path) -> bulk.Run:
    """The result without any interruption, from files of its own."""
    bulk.towns.write(made, folder, clock.today())
    task = bulk.Task(folder=str(folder), county=HOME, snapshot=1, rulebook=shelf.rulebook(HOME), on=yesterday())
    return bulk.score_county(task)
