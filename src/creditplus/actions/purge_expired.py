"""What the law no longer lets us keep is deleted: demerits five years after the end of the act, codes and consents long over, kept
answers, and the identities of people who left long ago, or never came.

Nothing of it counted any more; a repaired record stays archived (G16)."""

from datetime import datetime

from creditplus import workdays
from creditplus.people import Actor, Enrolment
from creditplus.province.catalogues import Catalogue
from creditplus.records import Change, Record
from creditplus.rights import retentions
from creditplus.tools import clock, store

PLAIN = ("codes", "consents", "idempotency")
HARMING = ("demerit", "listing")


async def purge_expired(db: store.Transaction, by: Actor, *, dry_run: bool = False) -> dict[str, int]:
    """How many rows of each table are over by law, and, without `dry_run`, gone. One event, with the counts."""
    now = clock.now()
    keys = {table: await store.over(db, table, now) for table in PLAIN}
    keys["records"] = await _records(db, now)
    people = await _people(db, now)
    counts = {table: len(found) for table, found in keys.items()} | {"people": len(people)}
    if not dry_run:
        for table, found in keys.items():
            if found:
                await store.purge(db, table, found, now)
        for person in people:
            await store.erase(db, person)
    outcome = "counted" if dry_run else "purged"
    await store.log(db, now, by, "purge_expired", outcome, detail=counts)
    return counts


async def _records(db: store.Transaction, now: datetime) -> list[tuple[str]]:
    """Demerits and listings whose act ended more than five years ago and that were never repaired."""
    before = workdays.day_of(retentions.before("records", now))
    kinds = await store.kinds_kept(db)
    if not kinds:
        return []  # a county that has just begun has no catalogue yet
    catalogue = await store.catalogue(db, workdays.day_of(now))
    may_harm = [kind for kind in kinds if (one := catalogue.find(kind)) is None or one.polarity in HARMING]
    records = await store.read(db, Record, kind=may_harm)
    old = [record for record in records if retentions.ended_on(record) < before]
    changes = await store.read(db, Change, record=[record.id for record in old])
    repaired = {change.record for change in changes if change.what == "repair"}
    return [(record.id,) for record in old if _harms(catalogue, record) and record.id not in repaired]


def _harms(catalogue: Catalogue, record: Record) -> bool:
    """Whether a record counts against somebody: by its kind, or, if that is no longer in the catalogue, by its legal document."""
    kind = catalogue.find(record.kind)
    return record.document is not None if kind is None else kind.polarity in HARMING


async def _people(db: store.Transaction, now: datetime) -> list[str]:
    """Code names of those who left and did not come back, or never joined and of whom nothing came, for longer than an identity is kept."""
    last: dict[str, Enrolment] = {}
    for step in await store.read(db, Enrolment):
        last[step.person] = step
    before = workdays.day_of(retentions.before("people", now))
    gone = [person for person, step in last.items() if step.what == "left" and step.on < before]
    known = await store.identified(db, gone)
    strangers = await store.strangers(db, retentions.before("people", now))
    return [*(person for person in gone if person in known), *strangers]
