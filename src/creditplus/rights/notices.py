"""A notice (通知): what a place is told that holds a record, or an answer which rested on one, when something happened to it.

A provider learns that one of its records is disputed and how that ended; other counties in which the person took part learn of
it too (G18). An operator with an answer that is still running learns only that it may ask again.

Why an operator is not told what happened, nor how: whoever knows that there was something to object to knows too much.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from creditplus.decisions import Decided
from creditplus.lives.histories import History
from creditplus.records import Record

What = Literal["disputed", "upheld", "corrected", "withdrawn", "revoked", "repaired", "ask again"]


class PlaceNotice(msgspec.Struct, frozen=True, kw_only=True):
    """What one place is told. `place` is a division code, or the id of a provider or operator."""

    id: str
    place: str
    what: What
    record: str | None = None
    objection: str | None = None
    decision: str | None = None
    at: datetime


def places(record: Record, history: History) -> list[str]:
    """Every place that holds a record: who reported it, its county, and every other county in which the person took part."""
    joined = [step.county for step in history.enrolments]
    return list(dict.fromkeys([record.provider, record.county, *joined]))


def running(decided: Iterable[Decided], at: datetime) -> list[tuple[str, str]]:
    """The operators whose answers still run at an instant, each with its decision."""
    return [(one.operator, one.id) for one in decided if one.outcome == "benefit" and at < one.until]
