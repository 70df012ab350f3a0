"""A queue (待办): what is to be decided, the most urgent first, a page at a time.

Why a page begins after the last entry of the one before, and not at a number: entries come and go while somebody reads.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from creditplus.errors import Flaw, Invalid, Words
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.rights import objections

PLACE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9a-f]{1,64}")


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to be decided: which record, by when, whether that has passed, and which division decides now."""

    id: str
    record: str
    county: str
    at: datetime
    due_on: date
    provisional: bool
    late: bool
    decided_by: str


class Page(msgspec.Struct, frozen=True):
    """Some of a queue, and where the next page begins, if there is one."""

    waiting: tuple[Waiting, ...]
    next: str | None = None


def counties_of(by: Actor) -> list[str]:
    """The counties of the division for which an administrator acts."""
    place = objections.place_of(by)
    return [code for code in divisions.divisions() if divisions.is_county(code) and place in divisions.upwards(code)]


def page(waiting: Iterable[Waiting], after: str | None, limit: int) -> Page:
    """One page by deadline. Raises Invalid if `after` is no place in a queue."""
    if after is not None and PLACE.fullmatch(after) is None:
        raise Invalid("bad-fields", flaws=(Flaw("/after", Words("不是列表中的位置", "this is no place in a queue")),))
    left = [one for one in sorted(waiting, key=_place) if after is None or _place(one) > after]
    shown = tuple(left[:limit])
    return Page(shown, _place(shown[-1]) if len(left) > limit else None)


def _place(one: Waiting) -> str:
    """Where something stands: by its deadline, then by its id."""
    return f"{one.due_on}.{one.id}"
