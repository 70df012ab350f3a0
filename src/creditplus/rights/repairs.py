"""Repair (信用修复): who has made good what a demerit tells of may ask that it be shown and used no longer (G15, G16). It is free (G25).

A minor one can be repaired at any time, a general one after three months, a serious one after a year, counted from the day of
its legal document (《信用修复管理办法》); whoever found it, or the county, decides within the working days that the province's plan
sets for the matter. What is repaired counts for nothing from that day on, and is archived: neither shown nor destroyed.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

import msgspec

from creditplus import deadlines, workdays
from creditplus.deadlines import Deadlines, Due
from creditplus.province import limits
from creditplus.province.catalogues import Kind
from creditplus.province.limits import Limits
from creditplus.records import Change, Record
from creditplus.workdays import DaysOff

GONE = ("repair", "revocation", "withdrawal")
"""After these changes a record is neither shown nor used."""


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """One request for repair: by when it is decided (`days` working days, fixed when asked)."""

    id: str
    record: str
    person: str
    county: str
    provider: str
    at: datetime
    days: int
    due_on: date
    provisional: bool


class RepairDecided(msgspec.Struct, frozen=True, kw_only=True):
    """How a request for repair was decided, and why."""

    id: str
    repair: str
    outcome: Literal["granted", "refused"]
    because: str
    by: str
    at: datetime


def first_day(record: Record, kind: Kind, ruling: Limits) -> date:
    """The first day on which a demerit can be repaired, by its severity, from the day of its legal document."""
    months = getattr(ruling.repair, kind.severity or "minor")
    return workdays.months_after(record.document.on if record.document else record.on, months)


def last_day(record: Record, kind: Kind, ruling: Limits) -> date:
    """The day on which a demerit ends by itself even if nobody asks."""
    since = record.document.on if record.document else record.on
    return workdays.months_after(since, limits.months_most(ruling, kind))


def days_for(kind: Kind, ruling: Limits, own: Deadlines) -> int:
    """In how many working days a repair is decided: what the province's plan sets for the matter, else what the county's text says."""
    named = [one.days for one in ruling.repairs if kind.code in one.kinds]
    return named[0] if named else own.repair_days


def due(repair: Repair, days_off: DaysOff) -> Due:
    """By when a repair is to be decided, by what is known of the working days now."""
    return deadlines.due(workdays.day_of(repair.at), repair.days, days_off)


def open_ones(repairs: Iterable[Repair], decided: Iterable[RepairDecided]) -> list[Repair]:
    """The requests that nobody has decided."""
    ended = {one.repair for one in decided}
    return [repair for repair in repairs if repair.id not in ended]


def archived(changes: Iterable[Change]) -> frozenset[str]:
    """The records that are neither shown nor used any more: repaired, revoked or withdrawn."""
    return frozenset(change.record for change in changes if change.what in GONE)
