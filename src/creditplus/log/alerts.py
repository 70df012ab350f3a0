"""What an auditor should look at in the log: unusual bursts of queries, queries at night, and officers who read many records.

It counts who asked how often and when; about whom they asked it does not know.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

Asked: TypeAlias = tuple[str, str]
"""Who, and with which verb."""
DESK, OFFICER = "decide_scenario", "read_held_record"
BURST_MIN, BURST_TIMES = 30, 10
"""An hour is unusual from so many queries on, if it has so many times the asker's average hour of the week."""
NIGHT = (23, 5)
"""From eleven in the evening to five in the morning."""
NIGHT_MIN = 10
LOOKS_MIN = 20
"""So many records read by one officer in a day."""


class Alert(msgspec.Struct, frozen=True):
    """Something to look at: who, when it began, how often, and how often in an average hour of the week (in hundredths)."""

    what: Literal["burst", "night", "looks"]
    by: str
    at: datetime
    times: int
    usual_hundredths: int = 0


def found(hours: Sequence[tuple[datetime, Mapping[Asked, int]]], week: Mapping[Asked, int]) -> tuple[Alert, ...]:
    """The alerts of one day, told by its hours (their beginnings are in local time) and by the week before; the newest first."""
    alerts = [*_bursts(hours, week), *_nights(hours), *_looks(hours)]
    return tuple(sorted(alerts, key=lambda one: (one.at, one.times), reverse=True))


def _bursts(hours: Sequence[tuple[datetime, Mapping[Asked, int]]], week: Mapping[Asked, int]) -> list[Alert]:
    return [
        Alert("burst", by, at, times, week.get((by, verb), 0) * 100 // (7 * 24))
        for at, counts in hours
        for (by, verb), times in counts.items()
        if verb == DESK and times >= BURST_MIN and times * 7 * 24 >= BURST_TIMES * week.get((by, verb), 0)
    ]


def _nights(hours: Sequence[tuple[datetime, Mapping[Asked, int]]]) -> list[Alert]:
    dark = [(at, counts) for at, counts in hours if at.hour >= NIGHT[0] or at.hour < NIGHT[1]]
    return [Alert("night", by, at, times) for by, (at, times) in _summed(dark, DESK).items() if times >= NIGHT_MIN]


def _looks(hours: Sequence[tuple[datetime, Mapping[Asked, int]]]) -> list[Alert]:
    return [Alert("looks", by, at, times) for by, (at, times) in _summed(hours, OFFICER).items() if times >= LOOKS_MIN]


def _summed(hours: Sequence[tuple[datetime, Mapping[Asked, int]]], wanted: str) -> dict[str, tuple[datetime, int]]:
    """How often each did something in these hours, and in which of them first."""
    summed: dict[str, tuple[datetime, int]] = {}
    for at, counts in sorted(hours, key=lambda one: one[0]):
        for (by, verb), times in counts.items():
            if verb == wanted:
                first, before = summed.get(by, (at, 0))
                summed[by] = (first, before + times)
    return summed
