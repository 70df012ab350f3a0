"""A delegation (代办): a resident lets one other person, often a grown-up child, do a few things for them until a day.

Why so few things: whoever helps may look and fetch, never decide. Joining, leaving, agreeing, objecting and being forgotten are the
person's own.
Why a word that is handed over: nobody has to type another person's number, and nobody can try numbers to find out who is here.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from creditplus import workdays

Power = Literal["read_score", "issue_code", "read_access"]
"""What can be handed over: reading the score, getting codes, reading who looked."""
POWERS: frozenset[str] = frozenset(get_args(Power))
Powers = Annotated[tuple[Power, ...], Meta(min_length=1, max_length=len(POWERS))]
LASTS_MAX = "1 year"
WORD_LASTS = timedelta(days=7)
"""How long the word waits for somebody to accept."""


class Delegation(msgspec.Struct, frozen=True, kw_only=True):
    """What a person hands over, until when; only the digest of the word is kept."""

    id: str
    person: str
    digest: str
    may: Powers
    given_at: datetime
    until: datetime


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """Who took it over: one person, once."""

    delegation: str
    delegate: str
    at: datetime


class DelegationEnd(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a delegation, by either of the two, effective at once."""

    id: str
    delegation: str
    at: datetime


def until(last: date, today: date) -> datetime | None:
    """When a delegation ends whose last day is `last`, or None if that is in the past or more than a year away."""
    if not today <= last <= workdays.after(today, LASTS_MAX):
        return None
    return workdays.starts(workdays.after(last, "1 day"))


def holds(delegation: Delegation, ends: Iterable[DelegationEnd], at: datetime) -> bool:
    """Whether a delegation holds at an instant; an end that is written down is heeded, whatever two machines' clocks say."""
    return at < delegation.until and not any(end.delegation == delegation.id for end in ends)


def waits(delegation: Delegation, at: datetime) -> bool:
    """Whether its word can still be accepted at an instant."""
    return delegation.given_at <= at < min(delegation.until, delegation.given_at + WORD_LASTS)
