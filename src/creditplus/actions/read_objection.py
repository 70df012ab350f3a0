"""Somebody concerned reads an objection: what the person says, what the provider answers, the papers, and how it was settled."""

from datetime import date

import msgspec

from creditplus import people
from creditplus.errors import Forbidden, NotFound
from creditplus.people import Actor
from creditplus.rights import objections
from creditplus.rights.evidence import PaperLabel
from creditplus.rights.objections import Objection, Reply, Settled
from creditplus.tools import clock, holidays, identity, store


class Answered(Reply, frozen=True, kw_only=True):
    """A reply with its words."""

    words: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One objection with everything about it: what the person says, and what each reply says.

    `settled_by` is the division in charge today, `due_on` by what is known today.
    """

    objection: Objection
    words: str
    replies: tuple[Answered, ...]
    evidence: tuple[PaperLabel, ...]
    settled: Settled | None
    settled_by: str
    due_on: date
    provisional: bool


async def read_objection(db: store.Transaction, by: Actor, objection: str) -> Case:
    """One objection, for its person, the provider, and the administrators of its county. Raises NotFound, Forbidden."""
    found = await store.one(db, Objection, id=objection)
    if found is None or not objections.concerns(found, by):
        raise NotFound("unknown-objection")
    if by.role not in ("resident", "provider") and not people.acts_in(by, found.county):
        raise Forbidden("other-county")
    due = objections.due(found, holidays.days_off)
    replies = await store.read(db, Reply, objection=objection)
    sealed = await store.sealed_identity(db, found.person)
    kept = {
        "objections": await store.concealed(db, store.disputes.Objection, [objection]),
        "replies": await store.concealed(db, store.disputes.Reply, [one.id for one in replies]),
    }
    said = {
        id: identity.reveal(words, sealed, found.person, f"{table}/{id}")
        for table, rows in kept.items()
        for id, words in rows.items()
    }
    case = Case(
        objection=found,
        words=said[objection],
        replies=tuple(
            Answered(id=one.id, objection=one.objection, by=one.by, at=one.at, words=said[one.id]) for one in replies
        ),
        evidence=tuple(await store.read(db, PaperLabel, objection=objection)),
        settled=await store.one(db, Settled, objection=objection),
        settled_by=objections.settled_by(found, clock.today(), holidays.days_off),
        due_on=due.on,
        provisional=due.provisional,
    )
    detail = {"objection": objection}
    await store.log(
        db, clock.now(), by, "read_objection", "shown", subject=found.person, county=found.county, detail=detail
    )
    return case
