"""A delay (延迟告知): an authority that investigates may ask that one look at a person is shown to them only after a day.

The law lets an authority keep an inquiry to itself for a while, never for ever (《个人信息保护法》第三十五条; 征信业管理条例 22). So a
delay names the authority and its document, ends by itself at most six months after the look, and is shown with the look afterwards.
Why nobody can delay a second time: the six months are counted from the look, not from the delay.
Why a person's own acts and an operator's questions can never be delayed: the person stands at the desk.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from creditplus import workdays
from creditplus.audit import Event
from creditplus.people import Role

MONTHS_MAX = 6
DELAYABLE: frozenset[Role] = frozenset(["author", "approver", "province", "auditor"])
"""Whose looks can be delayed: those of staff, never an operator's question or an act of the person."""

Authority = Annotated[str, Meta(min_length=2, max_length=60)]
DocumentNumber = Annotated[str, Meta(pattern=r"^\S{0,20}[〔\[(（]?[0-9]{4}[〕\])）]?\S{0,12}号$", max_length=40)]


class Delay(msgspec.Struct, frozen=True, kw_only=True):
    """One look (`event`) at a `person` that is shown to them from the day `until` on, because of an authority's document."""

    id: str
    event: str
    person: str
    authority: str
    document: str
    until: date
    by: str
    at: datetime


def allowed(event: Event, until: date) -> bool:
    """Whether this look may be kept back until a day."""
    last = workdays.months_after(workdays.day_of(event.at), MONTHS_MAX)
    staff = event.role in DELAYABLE and event.subject is not None and event.verb != "delay_event"
    return staff and until <= last


def hidden(delays: Iterable[Delay], on: date) -> frozenset[str]:
    """The events that are not yet shown on a day."""
    return frozenset(delay.event for delay in delays if on < delay.until)


def shown(event: Event, hidden: frozenset[str]) -> bool:
    """Whether the person sees an event: neither one that is kept back, nor the act that keeps it back."""
    return event.id not in hidden and not (event.verb == "delay_event" and event.detail.get("event") in hidden)
