"""A county's facts leave the database as files, and everybody is scored from them as they would be one by one."""

from datetime import date
from pathlib import Path

import pytest
from freezegun import freeze_time

from creditplus.actions.extract_facts import extract_facts
from creditplus.actions.order_rescore import order_rescore
from creditplus.audit import Event
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.tools import bulk
from tests.town import HOME, Town

MACHINE = Actor("terminal", "auditor")
ON = date(2026, 10, 1)


async def rescored(town: Town, folder: Path, on: date = ON) -> bulk.Run:
    """The county scored on a day from its newest files."""
    tasks = await town.act(order_rescore, MACHINE, [HOME], on, folder)
    (run,) = bulk.score(tasks)
    points = {row["person"]: (row["points"], row["grade"]) for row in bulk.named(tasks[0]).to_dicts()}
    people = [event.subject for event in await town.kept(Event, verb="enrol_person")]
    scores = {name: (await town.score(Actor(name, "resident"), on)).score for name in people if name is not None}
    assert points == {name: (score.points, score.grade) for name, score in scores.items()}
    return run


async def test_everybody_is_scored_as_one_by_one_also_after_only_the_new_facts_were_read(
    the_town: Town, tmp_path: Path
) -> None:
    with freeze_time("2026-09-01 10:00:00+08:00", real_asyncio=True) as clock:
        people = [await the_town.resident(order) for order in range(1, 13)]
        for place, (number, _) in enumerate(people):
            await the_town.report(number, f"a-{place}", "volunteer_service", date(2026, 8, 1), hours=10 + place)
        clock.move_to("2026-10-01 10:00:00+08:00")
        whole = await the_town.act(extract_facts, MACHINE, HOME, tmp_path)
        first = await rescored(the_town, tmp_path)
        clock.tick(3600)
        await the_town.report(people[0][0], "b-0", "volunteer_service", date(2026, 9, 20), hours=30)
        part = await the_town.act(extract_facts, MACHINE, HOME, tmp_path)
        second = await rescored(the_town, tmp_path)
        clock.tick(3600)
        everybody = await the_town.act(extract_facts, MACHINE, HOME, tmp_path, whole=True)
        third = await rescored(the_town, tmp_path)
    assert [(one.number, one.leans_on, one.people) for one in (whole, part, everybody)] == [
        (1, None, 12),
        (2, 1, 1),
        (3, None, 12),
    ]
    assert first.seal != second.seal
    assert second.seal == third.seal
    events = await the_town.kept(Event, by="terminal")
    assert [event.verb for event in events] == ["extract_facts", "order_rescore"] * 3


async def test_a_county_without_files_cannot_be_scored(the_town: Town, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no-snapshot"):
        await the_town.act(order_rescore, MACHINE, [HOME], ON, tmp_path)


async def test_only_a_county_has_facts(the_town: Town, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="unknown-county"):
        await the_town.act(extract_facts, MACHINE, "230000", tmp_path)


async def test_only_a_rulebook_scores(the_town: Town, tmp_path: Path) -> None:
    await the_town.act(extract_facts, MACHINE, HOME, tmp_path)
    with pytest.raises(NotFound, match="unknown-document"):
        await the_town.act(order_rescore, MACHINE, [HOME], ON, tmp_path, "0" * 64)
