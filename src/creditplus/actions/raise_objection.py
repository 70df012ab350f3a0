"""A resident says that a record is wrong: it is marked at once, and takes no points until the objection is settled."""

import secrets

from creditplus import deadlines
from creditplus.errors import Conflict, NotFound
from creditplus.people import Actor
from creditplus.records import Change
from creditplus.rights.objections import Grounds, Objection, Settled, open_ones
from creditplus.tools import clock, holidays, identity, store


async def raise_objection(db: store.Transaction, by: Actor, record: str, grounds: Grounds, words: str) -> Objection:
    """Object to one of one's own records. Raises NotFound, Conflict (gone, disputed already, settled on the same grounds)."""
    now, today = clock.now(), clock.today()
    found, changes = await store.record_held(db, record)
    if found.person != by.id:
        raise NotFound("unknown-record")
    if store.is_gone(changes):
        raise Conflict("record-gone")
    earlier = await store.read(db, Objection, record=record)
    if open_ones(earlier, await store.read(db, Settled, objection=[one.id for one in earlier])):
        raise Conflict("objection-open")
    if _settled_before(earlier, changes, grounds):
        raise Conflict("already-objected")
    own = await store.deadlines(db, found.county, today)
    due = deadlines.due(today, own.objection_days, holidays.days_off)
    objection = Objection(
        id=secrets.token_hex(16),
        record=record,
        person=by.id,
        county=found.county,
        provider=found.provider,
        grounds=grounds,
        at=now,
        days=own.objection_days,
        provider_days=own.provider_days,
        due_on=due.on,
        provider_due_on=deadlines.due(today, own.provider_days, holidays.days_off).on,
        provisional=due.provisional,
    )
    sealed = await store.sealed_identity(db, by.id)
    said = identity.conceal(words, sealed, by.id, f"objections/{objection.id}")
    await store.append(db, objection, words=said)
    await store.change_record(db, by, now, found, "objection", grounds)
    await store.tell_provider(db, now, found, "disputed", objection.id)
    detail = {"record": record, "objection": objection.id}
    await store.log(db, now, by, "raise_objection", "raised", subject=by.id, county=found.county, detail=detail)
    return objection


def _settled_before(earlier: list[Objection], changes: list[Change], grounds: Grounds) -> bool:
    """Whether the same grounds were settled already; what was corrected since says something new, and can be objected to anew."""
    corrected = max((change.at for change in changes if change.what == "correction"), default=None)
    return grounds in [one.grounds for one in earlier if corrected is None or one.at > corrected]
