"""A person (主体): a resident, operator, provider, administrator or auditor, and what each may do.

Citizen ids follow GB 11643: six digits of a division, eight of the birth date, three of order, one check character. The permits of
residents from Hong Kong (810000), Macao (820000) and Taiwan (830000) are numbered in the same way, and so are the cards of
foreigners who live here for good since December 2023: a 9, two digits of where they were received, three of a nationality.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from operator import mul
from typing import Any, Literal

import msgspec

from creditplus.errors import Flaw, Invalid, Words
from creditplus.province import divisions

Role = Literal["resident", "operator", "provider", "author", "approver", "province", "auditor", "nobody"]
APART: frozenset[Role] = frozenset(["author", "approver", "auditor"])
"""Whoever holds one of these may not hold another: who writes does not approve, and neither looks over the other's shoulder."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
ZEROES = sum(WEIGHTS) * ord("0")
"""What the letters of 17 zeroes add up to under these weights."""
NAMED = re.compile(r"(?<![0-9０-９])[0-9０-９]{17}[0-9０-９XxＸｘ](?![0-9０-９])")
"""What could be a citizen id inside a text."""
DIGITS = re.compile(rb"[0-9\xef\xbc\x90-\x99]{17,}")
"""Where one could stand, in letters as they are written: sooner too often than too seldom."""
WIDE = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")


class Actor(msgspec.Struct, frozen=True):
    """Who acts: an id, a role, the county and operator kind it belongs to, and the scopes its token carries.

    With a `delegation` it is a `delegate` who acts for the resident `id`, and may do only what the scopes name.
    """

    id: str
    role: Role
    county: str | None = None
    operator_kind: str | None = None
    scopes: frozenset[str] = frozenset()
    delegate: str | None = None
    delegation: str | None = None

    @property
    def hand(self) -> str:
        """Whose hand it is: the delegate's, or the actor's own."""
        return self.delegate or self.id


NOBODY = Actor("nobody", "nobody")


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """One step of joining or leaving a county's points, effective on a day."""

    id: str
    person: str
    county: str
    what: Literal["joined", "left"]
    on: date
    at: datetime


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """A registered operator, provider, administrator or auditor, and the scopes it may ever ask for.

    `uscc` is the organisation's number; `holder` stands for the person who holds the role and means nothing to anybody else.
    """

    id: str
    role: Role
    name_zh: str
    name_en: str
    county: str | None = None
    operator_kind: str | None = None
    scopes: tuple[str, ...] = ()
    secret_digest: str
    created_at: datetime
    uscc: str | None = None
    holder: str | None = None


class ClientEnd(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a client's access, for good: who shut it, when and why. What it did and was called stays known."""

    client: str
    at: datetime
    by: str
    because: str


def acts_in(by: Actor, division: str) -> bool:
    """Whether somebody may act in a division: their own county, or their own city and its counties; without one, the province."""
    return by.county is None or by.county in divisions.upwards(division)


def citizen_id(written: str) -> str | None:
    """A citizen id in its one form (half-width digits, upper-case X), or None if it cannot be one.

    The division is advice, never a reason to refuse: people keep the code of their birth for life, also of counties that
    no longer exist.
    """
    plain = len(written) == 18 and written.isascii() and written.isalnum()
    number = written.upper() if plain else "".join(written.split()).translate(WIDE).upper()
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit():
        return None
    return number if check(number[:17]) == number[17] and born_on(number) is not None else None


def names_somebody(text: str) -> bool:
    """Whether a citizen id stands in a text that should say nothing of who somebody is."""
    return any(citizen_id(one) for one in NAMED.findall(text))


def mentioned(told: msgspec.Struct, *, but: str) -> list[Flaw]:
    """Where in something told a citizen id stands, other than in the field where it belongs: only there it is one day erased."""
    long = DIGITS.findall(msgspec.json.encode(told))
    if len(long) <= (DIGITS.search(getattr(told, but).encode()) is not None):
        return []  # hardly any record goes further: this is asked of each row of a file
    said = {f"/{name}": value for name, value in msgspec.to_builtins(told).items() if name != but}
    words = Words("这里不能写身份证号码", "no citizen id may stand here")
    return [Flaw(pointer, words) for pointer, value in _texts(said) if names_somebody(value)]


def _texts(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text with the place where it stands."""
    for pointer, value in said.items():
        if isinstance(value, dict):
            yield from _texts({f"{pointer}/{name[:60]}": inner for name, inner in value.items()})
        elif isinstance(value, str):
            yield pointer, value


def must_name_nobody(because: str) -> None:
    """Reasons are kept when who they are about is forgotten. Raises Invalid (a citizen id stands there)."""
    if names_somebody(because):
        raise Invalid(
            "bad-fields", flaws=(Flaw("/because", Words("这里不能写身份证号码", "no citizen id may stand here")),)
        )


def check(body: str) -> str:
    """The check character of the first 17 digits (ISO 7064, MOD 11-2)."""
    return CHECKS[(sum(map(mul, WEIGHTS, body.encode())) - ZEROES) % 11]


def born_on(number: str) -> date | None:
    """The birth date in a citizen id, or None if there is no such day."""
    try:
        day = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return day if 1850 <= day.year <= 2200 else None


def age(number: str, on: date) -> int:
    """Full years on a day; a birthday on 29 February is completed on 1 March where there is no such day."""
    born = born_on(number)
    assert born is not None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
