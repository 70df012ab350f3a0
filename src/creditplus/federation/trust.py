"""Whom the province vouches for (信任名录): one signed statement a city, with its keys and address, for a week at most.

The shape is that of a subordinate statement of OpenID Federation 1.1 with the province as trust anchor and no one in between.
Why a number on each: a city that was removed must not come back by showing an old statement. Why a week: a province that is
silent harms nobody for so long, and a key that is lost is worth nothing after it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from creditplus.province import divisions

LIVES_MAX = timedelta(days=7)
"""How long a statement may live."""
EARLY = timedelta(seconds=30)
"""How far the province's clock may run ahead of ours."""
KEYS_MAX = 4
"""Public keys of one city: the one in use, its successor while they overlap, and no collection."""
NEAR = ("127.0.0.1", "::1", "localhost")
"""This machine itself: tests and demonstrations have no certificates, and nobody listens there."""
Refused = Literal[
    "forged", "no-city", "other-city", "too-long", "early", "expired", "older", "changed", "keys", "address"
]


ALARMING: frozenset[Refused] = frozenset(["forged", "other-city", "too-long", "older", "changed", "keys", "address"])
"""What the province does not send by mistake: it is marked in the log."""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What the province says of a city: the how-manieth word on it this is, since and until when, its public keys, its address.

    One without keys removes the city: from the next fetch on nothing that it signs counts."""

    city: str
    number: int
    issued_at: datetime
    until: datetime
    keys: tuple[Mapping[str, Any], ...] = ()
    address: str = ""

    @property
    def removes(self) -> bool:
        """Whether it takes the city off the list."""
        return not self.keys


class Voucher(msgspec.Struct, frozen=True):
    """A statement as it is kept: as it was signed, so that it can be checked again. One that is older never takes its place."""

    city: str
    number: int
    token: str
    at: datetime


class Kept(msgspec.Struct, frozen=True):
    """What became of a fetched statement: about whom it is, and why it was not taken, if it was not."""

    city: str | None
    number: int | None
    refused: Refused | None
    removes: bool = False


def refusal(fetched: Statement, city: str, known: Statement | None, at: datetime) -> Refused | None:
    """Why a fetched statement about a city is not taken in place of the known one; `None` if it is. Its signature was checked before."""
    found = divisions.divisions().get(fetched.city)
    ids = [key.get("kid") for key in fetched.keys]
    told: tuple[tuple[bool, Refused], ...] = (
        (found is None or found.level != "prefecture", "no-city"),
        (fetched.city != city, "other-city"),
        (not timedelta(0) < fetched.until - fetched.issued_at <= LIVES_MAX, "too-long"),
        (fetched.issued_at > at + EARLY, "early"),
        (at >= fetched.until, "expired"),
        (known is not None and fetched.number < known.number, "older"),
        (known is not None and fetched.number == known.number and fetched != known, "changed"),
        (len(ids) > KEYS_MAX or len(set(ids)) != len(ids) or None in ids, "keys"),
        (not fetched.removes and not private(fetched.address), "address"),
    )
    return next((why for is_so, why in told if is_so), None)


def private(address: str) -> bool:
    """Whether nobody can listen on the way to an address: it is reached over TLS, or is on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in NEAR)


def vouched(known: Statement | None, at: datetime) -> Statement | None:
    """The statement by which a city's word can be checked at an instant; none once it is over, or the city was removed."""
    if known is None or known.removes or not known.issued_at - EARLY <= at < known.until:
        return None
    return known
