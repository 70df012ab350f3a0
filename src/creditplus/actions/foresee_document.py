"""An author or approver has it worked out what a proposed text would make of its residents; nothing is kept of it yet.

Why apart from keeping it: a county takes a while, and nobody at a desk shall wait for it. Whoever keeps what was seen looks whether
the same texts still rule. It can be broken off at any time, and is told how far it is.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from creditplus import documents, people
from creditplus.documents import SIMULATED, Document, Simulation
from creditplus.errors import Conflict, Forbidden, NotFound
from creditplus.ledger import plainly
from creditplus.lives.histories import History
from creditplus.outlooks import impacts, prospects, tallies
from creditplus.outlooks.prospects import Prospect, Ruling
from creditplus.outlooks.tallies import Tally
from creditplus.people import Actor, Enrolment
from creditplus.province import divisions
from creditplus.province.catalogues import Catalogue
from creditplus.rulebooks import Rulebook
from creditplus.tools import bulk, clock, identity, store

SOME = 200
"""How many residents are looked at in one go."""
MANY = 5_000
"""How many people make it worth to write a county's facts into files before they are looked at for the first time."""


async def foresee_document(
    db: store.Transaction, by: Actor, digest: str, folder: Path, told: store.Told | None = None
) -> Simulation:
    """What a text would make of everybody who takes part where it will rule, on the day on which it will, by what is known today.

    `folder` is where the facts of counties lie as files: from them a county is looked at in columns, once they are brought up to
    date. A small county without files is looked at one by one; the counts are the same.

    Raises NotFound, Forbidden (another's division), Conflict (a text that changes nothing for residents by itself).
    """
    document = await store.one(db, Document, digest=digest)
    if document is None:
        raise NotFound("unknown-document")
    if not people.acts_in(by, document.division):
        raise Forbidden("other-county")
    if document.kind not in SIMULATED:
        raise Conflict("not-simulated")
    on = max(document.effective, clock.today())
    against = await store.against(db, document.division, on)
    catalogue = await store.catalogue(db, clock.today())
    found = []
    scale: Rulebook | None = None
    async for change in _changes(db, document, on):
        scale = scale or change.after.book
        facts = await _facts(db, change.county, folder, told)
        found.append(
            await _one_by_one(db, change, catalogue, told)
            if facts is None
            else await asyncio.to_thread(bulk.tally, change.before, change.after, catalogue, on, facts)
        )
    if scale is None:
        raise NotFound("no-rulebook")
    impact = impacts.told(tallies.together(found), scale, identity.alias("impact", document.division))
    name = documents.digest_of(digest, against, on, clock.today(), impact)
    return Simulation(digest=name, document=digest, against=against, on=on, impact=impact, at=clock.now(), by=by.id)


class Change(NamedTuple):
    """One county: what rules in it on a day without the text, and with it."""

    county: str
    before: Ruling
    after: Ruling
    on: date


async def _changes(db: store.Transaction, document: Document, on: date) -> AsyncIterator[Change]:
    """Every county where the text will rule; one that has no rulebook on that day has no points to change."""
    for county in divisions.divisions():
        if divisions.is_county(county) and document.division in divisions.upwards(county):
            with contextlib.suppress(NotFound):
                before, after = await _rulings(db, document, county, on)
                yield Change(county, before, after, on)


async def _one_by_one(db: store.Transaction, change: Change, catalogue: Catalogue, told: store.Told | None) -> Tally:
    """Everybody who takes part, looked at one after another in what is kept about them."""
    old: list[Prospect] = []
    new: list[Prospect] = []
    here = await _people(db, change.county, change.on)
    for start in range(0, len(here), SOME):
        histories = await store.histories(db, here[start : start + SOME])
        old += await asyncio.to_thread(_prospects, change.before, catalogue, histories, change.on)
        new += await asyncio.to_thread(_prospects, change.after, catalogue, histories, change.on)
        if told is not None:
            told(len(new), len(here))
    return await asyncio.to_thread(_counted, change, old, new)


def _counted(change: Change, old: list[Prospect], new: list[Prospect]) -> Tally:
    compared = list(prospects.compared((change.before, old), (change.after, new)))
    return tallies.counted(compared, [*change.before.needs, *change.after.needs])


async def _facts(db: store.Transaction, county: str, folder: Path, told: store.Told | None) -> Path | None:
    """The files of a county, brought up to date; None where there are none and so few people that they are not worth it.

    Why no lock: nobody waits for somebody who only looks. If another one writes the same folder first, theirs is as new.
    """
    last, now = bulk.newest(folder, county), clock.now()
    people = await store.touched(db, county, last.last.watermark) if last else []
    if last is None or not bulk.leaning(last, len(people)):
        files, last, people = last is not None, None, await store.people_of(db, county)
        if not files and len(people) < MANY:
            return None

    if last is not None and not people:
        return bulk.place(folder, county, last.last.number)
    manifest = await bulk.gather(folder, county, last, store.many_lives(db, county, people, told), now)
    return bulk.place(folder, county, manifest.number)


async def _people(db: store.Transaction, county: str, on: date) -> list[str]:
    """Everybody who takes part in a county on a day; where they are on the way elsewhere, they are counted there."""
    steps = await store.read(db, Enrolment, county=county)
    last = {step.person: step for step in sorted(steps, key=lambda step: step.at) if step.on <= on}
    return sorted(person for person, step in last.items() if step.what == "joined")


async def _rulings(db: store.Transaction, document: Document, county: str, on: date) -> tuple[Ruling, Ruling]:
    """What rules in a county without the text and with it. The first text of all is compared with itself. Raises NotFound."""
    scenarios = await store.scenarios_of(db, county, on)
    if document.kind == "rulebook":
        after = await store.rulebook_of(db, document.digest)
        try:
            before = await store.rulebook(db, county, on)
        except NotFound:
            before = after
        return Ruling(before, tuple(scenarios)), Ruling(after, tuple(scenarios))
    book = await store.rulebook(db, county, on)
    text = await store.scenario_of(db, document.digest)
    nearer = divisions.upwards(county)[: divisions.upwards(county).index(document.division)]
    own = any(one.scenario == text.scenario and one.division in nearer for one in scenarios)
    others = [one for one in scenarios if one.scenario != text.scenario]
    return Ruling(book, tuple(scenarios)), Ruling(book, tuple(scenarios if own else [*others, text]))


def _prospects(ruling: Ruling, catalogue: Catalogue, histories: list[History], on: date) -> list[Prospect]:
    """What some residents have, by the plain reading of the text."""
    match = plainly(ruling.book)
    return [prospects.prospect(ruling, catalogue, history, on, match) for history in histories]
