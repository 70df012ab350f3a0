"""An auditor reads the log page by page; of persons nothing is shown, unless a case is open about one."""

from datetime import date, timedelta

import msgspec

from creditplus import workdays
from creditplus.audit import Logged, Numbered, entry
from creditplus.errors import Forbidden
from creditplus.people import Actor
from creditplus.tools import clock, store

PAGE = 100


class Entries(msgspec.Struct, frozen=True):
    """So many entries, the newest first, and the cursor of the page after."""

    entries: tuple[Logged, ...]
    next: str | None = None


class Wanted(msgspec.Struct, frozen=True):
    """Which entries: of a verb, an outcome, a day (in China), a county; of one person (`subject`) only with a case number."""

    verb: str | None = None
    outcome: str | None = None
    on: date | None = None
    county: str | None = None
    subject: str | None = None
    case: str | None = None
    cursor: str | None = None


async def read_events(db: store.Transaction, by: Actor, wanted: Wanted) -> Entries:
    """A page of the log. Raises Forbidden (a person's entries without a case number), Invalid (cursor)."""
    if wanted.subject is not None and wanted.case is None:
        raise Forbidden("case-needed")
    equal = {
        name: value for name in ("verb", "outcome", "county", "subject") if (value := getattr(wanted, name)) is not None
    }
    begins = workdays.starts(wanted.on) if wanted.on else None
    ends = begins + timedelta(days=1) if begins else None
    found, after = await store.page(
        db,
        Numbered,
        store.tables.Event,
        size=PAGE,
        cursor=wanted.cursor,
        begins=begins,
        ends=ends,
        **equal,
    )
    detail = {"case": wanted.case} if wanted.subject else {}
    await store.log(
        db, clock.now(), by, "read_events", "shown", subject=wanted.subject, county=wanted.county, detail=detail
    )
    return Entries(tuple(entry(one, opened=wanted.subject is not None) for one in found), after)
