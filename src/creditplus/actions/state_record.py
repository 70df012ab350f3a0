"""A resident puts their own words beside a record; they stand wherever the record is shown to somebody (G17)."""

import secrets

from creditplus.errors import Conflict, NotFound
from creditplus.people import Actor
from creditplus.rights.objections import Statement
from creditplus.tools import clock, identity, store


async def state_record(db: store.Transaction, by: Actor, record: str, words: str) -> Statement:
    """Put words beside one of one's own records, in place of earlier ones. Raises NotFound, Conflict (shown no longer)."""
    found, changes = await store.record_held(db, record)
    if found.person != by.id:
        raise NotFound("unknown-record")
    if store.is_gone(changes):
        raise Conflict("record-gone")
    statement = Statement(id=secrets.token_hex(16), record=record, person=by.id, at=clock.now())
    sealed = await store.sealed_identity(db, by.id)
    said = identity.conceal(words, sealed, by.id, f"statements/{statement.id}")
    await store.append(db, statement, words=said)
    detail = {"record": record, "statement": statement.id}
    await store.log(db, statement.at, by, "state_record", "stated", subject=by.id, county=found.county, detail=detail)
    return statement
