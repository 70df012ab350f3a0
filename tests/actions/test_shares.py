"""Grades by share: where they end is worked out when scores are published, and from then on they are read and decided by."""

from datetime import date
from pathlib import Path

from freezegun import freeze_time

from creditplus import publications
from creditplus.actions.extract_facts import extract_facts
from creditplus.actions.order_rescore import order_rescore
from creditplus.actions.publish_scores import publish_scores
from creditplus.people import Actor
from creditplus.tools import bulk, store
from tests import shelf
from tests.town import HOME, Town

MACHINE = Actor("terminal", "auditor")
READ = (bulk.Manifest, bulk.Run)
"""Read before a clock is held, which would give their fields another type of time."""
SHARE = """
[[grades]]
code = "TOP"
title = { zh = "前百分之二十", en = "the first fifth" }
top_percent = 20

[[grades]]"""


def with_a_share() -> str:
    """The county's text with a grade for the first fifth of all residents above its others, from a later day on."""
    text = shelf.text(next(file for file in shelf.RULEBOOKS if HOME in file))
    text = text.replace("at_least = 1050", "at_least = 1000").replace("at_least = 1030", "at_least = 990")
    return text.replace("\n[[grades]]", SHARE, 1).replace("2026-03-01", "2027-01-01", 1)


async def test_the_first_fifth_has_its_grade_once_scores_are_published_and_not_before(
    the_town: Town, tmp_path: Path
) -> None:
    with freeze_time("2026-12-01 10:00:00+08:00", real_asyncio=True) as clock:
        document = await the_town.propose(with_a_share(), "share.toml")
        await the_town.let_rule(document)
        people = [await the_town.resident(order) for order in range(1, 11)]
        for place, (number, _) in enumerate(people):
            await the_town.report(number, f"a-{place}", "volunteer_service", date(2026, 11, 1), hours=1 + 2.5 * place)
        clock.move_to("2027-01-03 10:00:00+08:00")
        before = [(await the_town.score(actor)).score for _, actor in people]
        await the_town.act(extract_facts, MACHINE, HOME, tmp_path)
        tasks = await the_town.act(order_rescore, MACHINE, [HOME], date(2027, 1, 2), tmp_path, None, True)
        (run,) = bulk.score(tasks)
        publication = await the_town.act(publish_scores, MACHINE, tasks[0], run)
        after = [(await the_town.score(actor)).score for _, actor in people]
        async with the_town.store.reading() as db:
            rows = {row[0]: row[2] async for row in store.published_scores(db, publication)}
    assert "TOP" not in {score.grade for score in before}
    assert [score.points for score in after] == [score.points for score in before]
    assert [actor.id for _, actor in people if rows[actor.id] == "TOP"] == [people[8][1].id, people[9][1].id]
    assert [score.grade for score in after] == [rows[actor.id] for _, actor in people]
    assert publication.cutoffs == publications.cutoffs(tasks[0].rulebook, [score.points for score in before])
