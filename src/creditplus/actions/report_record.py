"""A provider reports one record; the same report again gives the same answer, a different one under the same id is a conflict."""

import msgspec

from creditplus import people, records
from creditplus.errors import Conflict, Flaw, Forbidden, Invalid, NotFound, Words
from creditplus.imports import Tally
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.records import Record, Report
from creditplus.tools import clock, identity, store


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a provider gets for a report: the record's id, and whether it is new; for a file its name and what became of its rows."""

    id: str
    outcome: str
    tally: Tally | None = None


async def report_record(db: store.Transaction, by: Actor, county: str, report: Report) -> Receipt:
    """Keep one report. Raises NotFound, Forbidden, Invalid (every flaw at once), or Conflict naming the field that differs."""
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    if "report" not in by.scopes:
        raise Forbidden("no-scope")
    if not people.acts_in(by, county):
        raise Forbidden("other-county")
    now = clock.now()
    kind = (await store.catalogue(db, clock.today())).find(report.kind)
    if kind is None:
        raise Invalid("unknown-kind", flaws=(Flaw("/kind", Words("目录中没有这一类", "not in the catalogue")),))
    number = people.citizen_id(report.person)
    if number is None:
        flaw = Flaw("/person", Words("不是有效的公民身份号码", "not a valid citizen id"))
        raise Invalid("bad-record", flaws=(flaw,))
    fields = records.check(report, kind, clock.today())
    sealed = identity.lookups(number), lambda id: identity.seal(number, id)
    person = await store.person(db, *sealed, clock.now(), identity.reseal)
    record = records.of_report(report, provider=by.id, person=person, county=county, fields=fields, at=now)
    kept = await store.one(db, Record, id=record.id)
    if kept is not None and (differs := records.differing(kept, record)) is not None:
        raise Conflict(
            "record-differs", flaws=(Flaw(differs, Words("与已保存的内容不同", "differs from what is kept")),)
        )
    if kept is None:
        await store.append(db, record)
    outcome = "same as before" if kept else "accepted"
    await store.log(
        db, clock.now(), by, "report_record", outcome, subject=person, county=county, detail={"record": record.id}
    )
    return Receipt(record.id, outcome)
