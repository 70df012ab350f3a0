"""The provider of a disputed record says what it knows; the answer is for whoever settles the objection, and for the person."""

import secrets

from creditplus.errors import Conflict, NotFound
from creditplus.people import Actor
from creditplus.rights.objections import Objection, Reply, Settled
from creditplus.tools import clock, identity, store


async def answer_objection(db: store.Transaction, by: Actor, objection: str, words: str) -> Reply:
    """Answer an objection to one's own report. Raises NotFound, Conflict (settled)."""
    found = await store.one(db, Objection, id=objection)
    if found is None or found.provider != by.id:
        raise NotFound("unknown-objection")
    await store.one_at_a_time(db, f"record {found.record}")
    if await store.one(db, Settled, objection=objection) is not None:
        raise Conflict("objection-settled")
    reply = Reply(id=secrets.token_hex(16), objection=objection, by=by.id, at=clock.now())
    sealed = await store.sealed_identity(db, found.person)
    said = identity.conceal(words, sealed, found.person, f"replies/{reply.id}")
    await store.append(db, reply, words=said)
    detail = {"objection": objection, "record": found.record}
    await store.log(
        db, reply.at, by, "answer_objection", "answered", subject=found.person, county=found.county, detail=detail
    )
    return reply
