"""An author or approver has it worked out what a proposed text would make of its residents; nothing is kept of it yet.

Why apart from keeping it: a county takes a while, and nobody at a desk shall wait for it. Whoever keeps what was seen looks whether
the same texts still rule. It can be broken off at any time, and is told how far it is.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import NamedTuple

from creditplus import divisions, documents, impacts, people, prospects
from creditplus.catalogues import Catalogue
from creditplus.documents import SIMULATED, Document, Simulation
from creditplus.errors import Conflict, Forbidden, NotFound
from creditplus.histories import History
from creditplus.impacts import Compared
from creditplus.ledger import plainly
from creditplus.people import Actor, Enrolment
from creditplus.prospects import Prospect, Ruling
from creditplus.tools import clock, identity, store

SOME = 200
"""How many residents are looked at in one go."""
Told = Callable[[int, int], None]
"""Is told how many of how many residents were looked at."""


async def foresee_document(db: store.Transaction, by: Actor, digest: str, told: Told | None = None) -> Simulation:
    """What a text would make of everybody who takes part where it will rule, on the day on which it will, by what is known today.

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
    looks = [look async for look in _counties(db, document, on, told)]
    if not looks:
        raise NotFound("no-rulebook")
    found = [one for look in looks for one in await asyncio.to_thread(look.compared)]
    lines = [line for look in looks for line in (*look.before.lines, *look.after.lines)]
    seed = identity.alias("impact", document.division)
    impact = impacts.told(found, looks[0].after.book, lines, seed)
    name = documents.digest_of(digest, against, on, clock.today(), impact)
    return Simulation(digest=name, document=digest, against=against, on=on, impact=impact, at=clock.now(), by=by.id)


class Look(NamedTuple):
    """One county: what rules before and after, and everybody who takes part under each of the two, in the same order."""

    before: Ruling
    after: Ruling
    old: list[Prospect]
    new: list[Prospect]

    def compared(self) -> list[Compared]:
        """Everybody before and after."""
        return list(prospects.compared((self.before, self.old), (self.after, self.new)))


async def _counties(db: store.Transaction, document: Document, on: date, told: Told | None) -> AsyncIterator[Look]:
    """Every county where the text will rule, looked at; one that has no rulebook on that day has no points to change."""
    catalogue = await store.catalogue(db, clock.today())
    for county in divisions.divisions():
        if divisions.is_county(county) and document.division in divisions.upwards(county):
            with contextlib.suppress(NotFound):
                before, after = await _rulings(db, document, county, on)
                old: list[Prospect] = []
                new: list[Prospect] = []
                here = await _people(db, county, on)
                for start in range(0, len(here), SOME):
                    histories = await store.histories(db, here[start : start + SOME])
                    old += await asyncio.to_thread(_prospects, before, catalogue, histories, on)
                    new += await asyncio.to_thread(_prospects, after, catalogue, histories, on)
                    if told is not None:
                        told(len(new), len(here))
                yield Look(before, after, old, new)


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
