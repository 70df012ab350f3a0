"""What is kept about one record and around it: the record with its changes, what its person asked for, and who must be told."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from creditplus import workdays
from creditplus.deadlines import Deadlines
from creditplus.decisions import Decided
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.records import Change, Record
from creditplus.rights import notices
from creditplus.rights.marks import Asked
from creditplus.rights.notices import PlaceNotice, What
from creditplus.rights.objections import Objection, Settled, Statement
from creditplus.rights.repairs import GONE, Repair, RepairDecided
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import append, one, one_at_a_time, read
from creditplus.tools.store.lives import history
from creditplus.tools.store.shelf import rulebook_if_any
from creditplus.tools.store.tables import Decision, Row

ANSWERS_LAST = timedelta(minutes=44_640)
"""No scenario lets an answer hold longer (`holds_minutes`), so older decisions need not be looked at."""


class _Said(msgspec.Struct, frozen=True):
    id: str
    words: bytes


async def record_held(db: Transaction, id: str) -> tuple[Record, list[Change]]:
    """A record and its changes, held until this transaction ends so that two cannot change it at once. Raises NotFound."""
    await one_at_a_time(db, f"record {id}")
    record = await one(db, Record, id=id)
    if record is None:
        raise NotFound("unknown-record")
    return record, await read(db, Change, record=id)


def is_gone(changes: list[Change]) -> bool:
    """Whether a record was repaired, revoked or withdrawn."""
    return any(change.what in GONE for change in changes)


async def change_record(
    db: Transaction, by: Actor, at: datetime, record: Record, what: str, because: str, to: Record | None = None
) -> Change:
    """Append what happened to a record, effective today."""
    change = Change(
        id=secrets.token_hex(16),
        record=record.id,
        what=what,  # type: ignore[arg-type]  # one of the words of Change
        on=workdays.day_of(at),
        at=at,
        to=to,
    )
    await append(db, change, by=by.id, because=because)
    return change


async def deadlines(db: Transaction, county: str, on: date) -> Deadlines:
    """What a county's text promises on a day; where none is in force, the usual ones: nobody's rights wait for a text."""
    rulebook = await rulebook_if_any(db, county, on)
    return rulebook.deadlines if rulebook is not None else Deadlines()


async def asked_of(db: Transaction, person: str) -> Asked:
    """Everything that a person asked for and said, and what came of it."""
    raised = await read(db, Objection, person=person)
    wished = await read(db, Repair, person=person)
    return Asked(
        objections=tuple(raised),
        settled=tuple(await read(db, Settled, objection=[one.id for one in raised])),
        statements=tuple(await read(db, Statement, person=person)),
        repairs=tuple(wished),
        decided=tuple(await read(db, RepairDecided, repair=[one.id for one in wished])),
    )


async def concealed(db: Transaction, table: type[Row], ids: list[str]) -> dict[str, bytes]:
    """What was said in some rows, still encrypted, by the rows' ids."""
    return {one.id: one.words for one in await read(db, _Said, table, id=ids)}


async def tell(db: Transaction, at: datetime, record: Record, what: What, objection: str | None = None) -> None:
    """Tell every place that holds a record what happened to it; operators with a running answer, only that they may ask again."""
    for place in notices.places(record, await history(db, record.person)):
        await _tell(db, place=place, what=what, record=record.id, objection=objection, at=at)
    since = at - ANSWERS_LAST
    decided = await read(db, Decided, Decision, since=since, person=record.person)
    for operator, decision in notices.running(decided, at):
        await _tell(db, place=operator, what="ask again", decision=decision, at=at)


async def tell_provider(db: Transaction, at: datetime, record: Record, what: What, objection: str) -> None:
    """Tell the provider of a record that it is disputed: it is asked for its answer."""
    await _tell(db, place=record.provider, what=what, record=record.id, objection=objection, at=at)


async def _tell(db: Transaction, **told: Any) -> None:
    await append(db, PlaceNotice(id=secrets.token_hex(16), **told))
