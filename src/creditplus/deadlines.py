"""Deadlines (期限): how many working days a county gives itself to settle an objection, decide a repair, or follow a revocation.

A county's text writes them; the province's limits say how long they may be at most.

Why a deadline is a number of days and an instant, and only then a day: where the year's notice of days off is not published yet
the day is provisional, and it is worked out anew, by itself, once the notice is known.
"""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from creditplus import workdays
from creditplus.errors import Words
from creditplus.workdays import DaysOff

Days = Annotated[int, Meta(ge=1, le=60, description="working days")]
Law = Annotated[str, Meta(min_length=4, max_length=200)]
NAMES = ("objection_days", "provider_days", "revocation_days", "repair_days")


class Deadlines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a county's text promises, in working days: an objection settled, the provider's answer to it, a revoked document
    followed, and a repair decided where the province names no deadline of its own (G15, G18, G19)."""

    objection_days: Days = 7
    provider_days: Days = 3
    revocation_days: Days = 1
    repair_days: Days = 3
    law: Law = "《黑龙江省“十四五”社会信用体系建设规划》三（二）、三（三）"


class Longest(Deadlines, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The most working days that any county may take, and why."""

    says: Words


class Due(msgspec.Struct, frozen=True):
    """The last day of a deadline; provisional while a year's notice of days off is not known."""

    on: date
    provisional: bool


def due(since: date, days: int, days_off: DaysOff) -> Due:
    """The last of some working days after a day, which itself is not counted."""
    return Due(*workdays.working_days_after(since, days, days_off))


def too_long(own: Deadlines, most: Deadlines) -> list[str]:
    """The names of the deadlines that are longer than they may be."""
    return [name for name in NAMES if getattr(own, name) > getattr(most, name)]
