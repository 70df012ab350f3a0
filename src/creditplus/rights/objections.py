"""An objection (异议): a person says that a record is wrong. It is marked at once, and what is disputed takes no points meanwhile.

The county settles it within its working days; what it does not settle in time the city settles, and then the province (G18).
The provider is asked, both sides may show papers, and nobody settles what they reported themselves.

Why what people say is not among these facts: it is kept beside them, encrypted with the person's own key, and ends with the person.

Why who may settle is worked out from the day asked for and stored nowhere: nothing has to happen for a deadline to pass, so
nothing can fail to happen.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus import deadlines, workdays
from creditplus.deadlines import Due
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.workdays import DaysOff

Grounds = Literal["wrong facts", "not me", "no effective document", "ended or remedied", "not to be recorded"]
Outcome = Literal["upheld", "corrected", "withdrawn"]
Told = Annotated[str, Meta(min_length=1, max_length=2000)]
Short = Annotated[str, Meta(min_length=1, max_length=500)]


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """One objection to one record. `days` and `provider_days` are fixed when it is raised; the days they end on are told then too."""

    id: str
    record: str
    person: str
    county: str
    provider: str
    grounds: Grounds
    at: datetime
    days: int
    provider_days: int
    due_on: date
    provider_due_on: date
    provisional: bool


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider says to an objection."""

    id: str
    objection: str
    by: str
    at: datetime


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """How an objection ended: the record stands, is corrected, or is withdrawn; with reasons, and which division settled it."""

    id: str
    objection: str
    outcome: Outcome
    because: str
    by: str
    division: str
    at: datetime


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """The person's own words beside a record (G17); the last ones stand."""

    id: str
    record: str
    person: str
    at: datetime


def due(objection: Objection, days_off: DaysOff) -> Due:
    """By when an objection is to be settled, by what is known of the working days now."""
    return deadlines.due(workdays.day_of(objection.at), objection.days, days_off)


def settled_by(objection: Objection, on: date, days_off: DaysOff) -> str:
    """The division that settles an objection on a day: the county in time, then as long the city, then the province."""
    ways = divisions.upwards(objection.county)
    since = workdays.day_of(objection.at)
    for way in ways[:-1]:
        since = deadlines.due(since, objection.days, days_off).on
        if on <= since:
            return way
    return ways[-1]


def place_of(by: Actor) -> str:
    """The division for which an administrator acts: their own, or without one the province."""
    return by.county or divisions.PROVINCE


def last_words(statements: Iterable[Statement]) -> dict[str, Statement]:
    """The statement that stands beside each record: the last one."""
    return {one.record: one for one in sorted(statements, key=lambda one: (one.at, one.id))}


def open_ones(objections: Iterable[Objection], settled: Iterable[Settled]) -> list[Objection]:
    """The objections that nobody has settled."""
    ended = {one.objection for one in settled}
    return [objection for objection in objections if objection.id not in ended]


def concerns(objection: Objection, by: Actor) -> bool:
    """Whether an objection is known to somebody at all: residents and providers only know of what is about them."""
    return by.role not in ("resident", "provider") or by.id in (objection.person, objection.provider)
