"""A county publishes everybody's score by its text's rhythm: what is published is what decisions derive, and all or nothing of it."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from freezegun import freeze_time

from creditplus import publications
from creditplus.actions.extract_facts import extract_facts
from creditplus.actions.order_rescore import order_rescore
from creditplus.actions.publish_scores import publish_scores
from creditplus.audit import Event
from creditplus.errors import Conflict, Invalid
from creditplus.people import Actor
from creditplus.publications import Publication
from creditplus.tools import bulk, engine, store
from tests import shelf
from tests.town import HOME, Town

ONE = timedelta(days=1)
MACHINE = Actor("terminal", "auditor")
READ = (bulk.Manifest, bulk.Run)
"""Read before a clock is held, which would give their fields another type of time."""


async def published(town: Town, folder: Path, on: date) -> Publication:
    """A day of the county published, from what was told until now."""
    await town.act(extract_facts, MACHINE, HOME, folder)
    tasks = await town.act(order_rescore, MACHINE, [HOME], on, folder, None, True)
    (run,) = bulk.score(tasks)
    return await town.act(publish_scores, MACHINE, tasks[0], run)


async def is_derived(town: Town, publication: Publication) -> None:
    """Every published score is what is derived from what was known then, and nobody else has one."""
    async with town.store.reading() as db:
        rows = {row[0]: row async for row in store.published_scores(db, publication)}
        book = await store.rulebook(db, HOME, publication.on)
        match = engine.matcher(book)
        for person in await store.people_of(db, HOME):
            history = await store.history(db, person)
            row = await store.published_score(db, publication, person)
            if history.joined_on(publication.on) is None:
                assert (row, rows.get(person)) == (None, None)
            else:
                score = publications.published(book, history, publication.on, match, publication.cutoffs)
                assert rows.pop(person) == (person, score.points, score.grade)
                assert row == publications.PublishedScore(row.publication, person, score.points, score.grade)  # type: ignore[union-attr]  # equal, so there
    assert rows == {}


async def test_what_is_published_is_what_is_derived_and_only_what_changed_is_written(
    the_town: Town, tmp_path: Path
) -> None:
    with freeze_time("2026-09-01 10:00:00+08:00", real_asyncio=True) as clock:
        people = [await the_town.resident(order) for order in range(1, 11)]
        for place, (number, _) in enumerate(people):
            await the_town.report(number, f"a-{place}", "volunteer_service", date(2026, 8, 1), hours=10 + place)
        clock.move_to("2026-10-02 10:00:00+08:00")
        first = await published(the_town, tmp_path, date(2026, 10, 1))
        await is_derived(the_town, first)
        again = await published(the_town, tmp_path, date(2026, 10, 1))
        await the_town.report(people[0][0], "b-0", "volunteer_service", date(2026, 9, 20), hours=30)
        clock.move_to("2026-10-04 10:00:00+08:00")
        second = await published(the_town, tmp_path, date(2026, 10, 3))
        await is_derived(the_town, second)
        await is_derived(the_town, first)
        for file in tmp_path.rglob("*.parquet"):
            file.unlink()  # without the files of the day before, the database says what was published
        third = await published_anew(the_town, tmp_path / "anew", date(2026, 10, 3))
    assert (first.people, first.changed, again) == (10, 10, first)
    assert (second.people, second.changed, third) == (10, 1, second)
    events = await the_town.kept(Event, verb="publish_scores")
    assert [event.detail["changed"] for event in events] == [10, 1]


async def published_anew(town: Town, folder: Path, on: date) -> Publication:
    """The same without any file."""
    return await published(town, folder, on)


async def test_a_day_that_is_not_over_or_was_passed_over_is_not_published(the_town: Town, tmp_path: Path) -> None:
    with freeze_time("2026-10-05 10:00:00+08:00", real_asyncio=True) as clock:
        await the_town.resident()
        with pytest.raises(Invalid, match="no-publication-day"):
            await published(the_town, tmp_path, date(2026, 10, 5))
        clock.move_to("2026-10-06 10:00:00+08:00")
        with pytest.raises(Conflict, match="snapshot-too-old"):
            await the_town.act(order_rescore, MACHINE, [HOME], date(2026, 10, 5), tmp_path, None, True)
        await published(the_town, tmp_path, date(2026, 10, 5))
        with pytest.raises(Conflict, match="published-later"):
            await published(the_town, tmp_path, date(2026, 10, 4))


async def test_another_result_for_a_published_day_is_refused_and_changes_nothing(
    the_town: Town, tmp_path: Path
) -> None:
    with freeze_time("2026-10-05 10:00:00+08:00", real_asyncio=True):
        await the_town.resident()
        first = await published(the_town, tmp_path, date(2026, 10, 4))
        tasks = await the_town.act(order_rescore, MACHINE, [HOME], date(2026, 10, 4), tmp_path, None, True)
        (run,) = bulk.score(tasks)
        with pytest.raises(Conflict, match="published-otherwise"):
            await the_town.act(publish_scores, MACHINE, tasks[0], msgspec.structs.replace(run, seal="0" * 64))
        assert await the_town.kept(Publication) == [first]


@pytest.mark.parametrize(
    ("county", "days", "others"),
    [
        (shelf.NEHE, [date(2026, 7, 1), date(2026, 8, 1)], [date(2026, 6, 1), date(2026, 8, 2), date(2028, 7, 1)]),
        (shelf.AIHUI, [date(2026, 1, 1), date(2026, 12, 31)], [date(2025, 12, 31), date(2026, 2, 1)]),
        (shelf.BEIAN, [date(2026, 3, 1), date(2026, 3, 2)], [date(2026, 2, 28)]),
    ],
    ids=["monthly", "yearly", "at once"],
)
def test_each_rhythm_has_its_days_and_the_day_on_which_the_text_takes_effect(
    county: str, days: list[date], others: list[date]
) -> None:
    book = shelf.rulebook(county)
    assert [publications.is_publication_day(book, day) for day in days] == [True] * len(days)
    assert [publications.is_publication_day(book, day) for day in others] == [False] * len(others)
    later = [(publications.published_on(book, day), publications.published_on(book, day + ONE)) for day in days]
    assert [day in shown for day, shown in zip(days, later, strict=True)] == [True] * len(days)
