"""A person (主体): a resident, operator, provider, administrator or auditor, and what each may do.

Citizen ids follow GB 11643: six digits of a division, eight of the birth date, three of order, one check character.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

Role = Literal["resident", "operator", "provider", "author", "approver", "province", "auditor", "nobody"]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
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
    """A registered operator, provider, administrator or auditor, and the scopes it may ever ask for."""

    id: str
    role: Role
    name_zh: str
    name_en: str
    county: str | None = None
    operator_kind: str | None = None
    scopes: tuple[str, ...] = ()
    secret_digest: str
    created_at: datetime


def citizen_id(written: str) -> str | None:
    """A citizen id in its one form (half-width digits, upper-case X), or None if it cannot be one.

    The division is advice, never a reason to refuse: people keep the code of their birth for life, also of counties that
    no longer exist.
    """
    number = "".join(written.split()).translate(WIDE).upper()
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit():
        return None
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number[:17], strict=True))
    return number if CHECKS[total % 11] == number[17] and born_on(number) is not None else None


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
