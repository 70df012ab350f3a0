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
