"""Whoever decides an objection or a request for repair reads the one record that it is about, and the log says so."""

import msgspec

from creditplus import people
from creditplus.errors import Forbidden, Invalid, NotFound, Words
from creditplus.people import Actor, Client
from creditplus.province.catalogues import Kind
from creditplus.records import Record
from creditplus.rights import objections
from creditplus.rights.objections import Objection, Statement
from creditplus.rights.repairs import Repair
from creditplus.tools import clock, identity, store


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it stands today, its kind as the catalogue names it, what its provider is called, whether it counts for nothing
    any more, and the person's words."""

    record: Record
    kind: Kind
    provider: Words
    gone: bool
    words: str | None = None


async def read_held_record(db: store.Transaction, by: Actor, case: str) -> Held:
    """The record of an objection or a request for repair, named by its id. Raises NotFound, Forbidden, Invalid (kind)."""
    found = await store.one(db, Objection, id=case) or await store.one(db, Repair, id=case)
    if found is None:
        raise NotFound("unknown-record")
    if not people.acts_in(by, found.county):
        raise Forbidden("other-county")
    record, changes = await store.record_held(db, found.record)
    corrected = [change.to for change in sorted(changes, key=lambda change: change.at) if change.to is not None]
    stands = corrected[-1] if corrected else record
    kind = (await store.catalogue(db, clock.today())).find(record.kind)
    if kind is None:
        raise Invalid("unknown-kind")
    await store.log(
        db,
        clock.now(),
        by,
        "read_held_record",
        "shown",
        subject=found.person,
        county=found.county,
        detail={"case": case, "record": record.id},
    )
    reported = await store.one(db, Client, id=record.provider)
    provider = Words(reported.name_zh, reported.name_en) if reported else Words(record.provider, record.provider)
    gone, said = store.is_gone(changes), await _words(db, record)
    return Held(record=stands, kind=kind, provider=provider, gone=gone, words=said)


async def _words(db: store.Transaction, record: Record) -> str | None:
    """The person's own words beside a record (G17), if there are any and the person was not forgotten."""
    stands = objections.last_words(await store.read(db, Statement, record=record.id)).get(record.id)
    if stands is None or not await store.identified(db, [record.person]):
        return None
    kept = await store.concealed(db, store.disputes.Statement, [stands.id])
    sealed = await store.sealed_identity(db, record.person)
    return identity.reveal(kept[stands.id], sealed, record.person, f"statements/{stands.id}")
