"""What a text would change is the same whoever looks: one resident after another, or all of them in columns from the files."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from creditplus.actions import foresee_document as foreseeing
from creditplus.actions.extract_facts import extract_facts
from creditplus.actions.foresee_document import foresee_document
from creditplus.people import Actor
from creditplus.tools import bulk, clock
from tests import shelf
from tests.town import APPROVER, HOME, Town

MACHINE = Actor("terminal", "auditor")
BOOK = next(shelf.text(file) for file in shelf.RULEBOOKS if f"/{HOME}/" in file)
EFFECTIVE = "effective         = 2026-03-01"
FEWER = BOOK.replace('"国家" = 20, "省" = 15, "市" = 8', '"国家" = 20, "省" = 2, "市" = 2')
"""The honour of the province for volunteers is worth thirteen points less."""


async def test_whoever_looks_sees_the_same_and_the_files_are_brought_up_to_date(
    the_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [await the_town.resident(order) for order in range(1, 46)]
    for place, (number, _) in enumerate(people[:20]):
        await the_town.report(number, f"a-{place}", "volunteer_honour", date(2026, 8, 1), level="省")
    later = clock.today() + timedelta(days=60)
    document = await the_town.propose(FEWER.replace(EFFECTIVE, f"effective         = {later}"), "fewer.toml")

    async def seen(folder: Path) -> bulk.Manifest | None:
        asked = (foresee_document, APPROVER, document.digest)
        one, other = await the_town.act(*asked, tmp_path / "none"), await the_town.act(*asked, folder)
        assert (one.digest, one.impact) == (other.digest, other.impact)
        assert 0 < one.impact.down < one.impact.residents
        found = bulk.newest(folder, HOME)
        return None if found is None else found.last

    assert await seen(tmp_path) is None
    await the_town.act(extract_facts, MACHINE, HOME, tmp_path)
    again = await seen(tmp_path)
    for place, (number, _) in enumerate(people[20:25]):
        await the_town.report(number, f"b-{place}", "volunteer_honour", date(2026, 8, 2), level="省")
    third = await seen(tmp_path)
    assert again is not None
    assert third is not None
    assert (again.number, third.number) == (2, 3)
    monkeypatch.setattr(foreseeing, "MANY", 20)
    assert await seen(tmp_path / "large") is not None
