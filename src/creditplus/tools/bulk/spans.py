"""From which day until which day a record stands: what `ledger.standing` says of every day, told once for all of them.

Why two spans: a live score knows what was told by the end of its day, a published one what was told before its day began.
A record that nothing ever happened to has one span of each kind in one row; a changed one has a row for each stretch of days.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from creditplus import ledger, workdays
from creditplus.lives.histories import History
from creditplus.records import Change, Record, reported_on

ONE = timedelta(days=1)
NOTHING: tuple[None, None] = (None, None)
Days = tuple[date | None, date | None]


class Span(NamedTuple):
    """A record as it stood, with the days from which and before which it did: for live scores, and for published ones.

    A span without a first day never was; one without a last day has not ended.
    """

    record: Record
    live: Days
    before: Days


def spans(record: Record, changes: Sequence[Change]) -> Iterator[Span]:
    """Every stretch of days on which a record stands, each with the record as it stood then."""
    if changes:
        for before in (False, True):
            for stood, days in _stretches(record, changes, before):
                yield Span(stood, NOTHING if before else days, days if before else NOTHING)
        return
    start = record.on
    if record.document is not None:
        if record.document.final_on is None:
            return
        start = max(start, record.document.final_on)
    told = reported_on(record)
    yield Span(record, (max(start, told), None), (max(start, told + ONE), None))


def _stretches(record: Record, changes: Sequence[Change], before: bool) -> Iterator[tuple[Record, Days]]:
    """The stretches of a record that something happened to: it is asked about on each day on which the answer can change."""
    lag = ONE if before else timedelta()
    days = {reported_on(record) + lag, *(max(one.on, workdays.day_of(one.at) + lag) for one in changes)}
    for version in (record, *(change.to for change in changes if change.to is not None)):
        days |= {version.on, (version.document and version.document.final_on) or version.on}
    current: Record | None = None
    begun = date.min
    for day in sorted(days):
        known = workdays.starts(day) if before else None
        stood = next(iter(ledger.standing([record], changes, day, known)), None)
        if stood != current:
            if current is not None:
                yield current, (begun, day)
            current, begun = stood, day
    if current is not None:
        yield current, (begun, None)


def of_history(history: History) -> Iterator[Span]:
    """Every stretch of days on which any record of a person stands and its kind is not switched off (G20)."""
    changes: dict[str, list[Change]] = {}
    for change in history.changes:
        changes.setdefault(change.record, []).append(change)
    for record in history.records:
        for span in spans(record, changes.get(record.id, ())):
            off = _switched_off(history, span.record.kind) if history.switches else []
            if not off:
                yield span
                continue
            yield from (Span(span.record, days, NOTHING) for days in _without(span.live, off))
            yield from (Span(span.record, NOTHING, days) for days in _without(span.before, off))


def _switched_off(history: History, kind: str) -> list[tuple[date, date | None]]:
    """The stretches of days by whose end a kind is switched off."""
    found: list[tuple[date, date | None]] = []
    for day in sorted({workdays.day_of(switch.at) for switch in history.switches}):
        begun = bool(found) and found[-1][1] is None
        if (kind in history.off(day)) != begun:
            found[-1:] = [(found[-1][0], day)] if begun else [*found[-1:], (day, None)]
    return found


def _without(days: Days, gone: list[tuple[date, date | None]]) -> Iterator[Days]:
    """What is left of a stretch of days without some others, which stand in order."""
    first, end = days
    if first is None:
        return
    for begin, over in gone:
        if end is None or begin < end:
            if first < begin:
                yield first, begin
            if over is None:
                return
            first = max(first, over)
    if end is None or first < end:
        yield first, end


def taking_part(history: History, county: str) -> Iterator[tuple[date, date, date | None]]:
    """The stretches of days on which a person takes part in a county: the day of joining, the first day, the day after the last."""
    days = sorted({step.on for step in history.enrolments})
    for place, day in enumerate(days):
        joined = history.joined_on(day)
        if joined is not None and history.county_on(day) == county:
            yield joined, day, days[place + 1] if place + 1 < len(days) else None
