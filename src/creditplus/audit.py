"""An event (审计事件): who did what, to whom, when, with what outcome. Each act and each refusal leaves exactly one."""

from datetime import datetime
from typing import Any

import msgspec

from creditplus.people import Role


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `verb` is the action's name, `subject` the person's code name, `problem` the type of a refusal.

    `detail` carries codes and digests only: never an identity, a score, or what somebody typed.
    """

    id: str
    at: datetime
    by: str
    role: Role
    verb: str
    outcome: str
    subject: str | None = None
    county: str | None = None
    problem: str | None = None
    detail: dict[str, Any] = {}


class Numbered(Event, frozen=True, kw_only=True):
    """An event with the number under which it is kept. Numbers count up; one may be missing, none is ever used twice."""

    number: int


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it is read. `by` and `subject` are left out where they would say who a person is and no case is open."""

    number: int
    id: str
    at: datetime
    role: Role
    verb: str
    outcome: str
    by: str | None = None
    subject: str | None = None
    county: str | None = None
    problem: str | None = None
    detail: dict[str, Any] = {}


def entry(event: Numbered, *, opened: bool, details: bool = True) -> Logged:
    """An event for reading. `opened`: about whom may be seen; `details`: the reason too, which no operator may learn."""
    said = {name: getattr(event, name) for name in Logged.__struct_fields__}
    if not opened:
        said["subject"] = None
        said["by"] = None if event.role == "resident" else event.by
    return Logged(**said | ({} if details else {"detail": {}}))
