"""An auditor reads what stands out in the log of the last day: bursts of queries, queries at night, officers who read many records."""

from datetime import timedelta

from creditplus import workdays
from creditplus.audit import Event
from creditplus.log import alerts
from creditplus.log.alerts import Alert
from creditplus.people import Actor
from creditplus.tools import clock, store

BY = ("by", "verb")


async def read_alerts(db: store.Transaction, by: Actor) -> tuple[Alert, ...]:
    """The alerts of the last 24 hours, the newest first. Of persons nothing is read: events are only counted."""
    now = clock.now()
    last = now.astimezone(workdays.SHANGHAI).replace(minute=0, second=0, microsecond=0)
    begins = [last - timedelta(hours=back) for back in range(24)]
    hours = [(at, await store.count(db, Event, BY, since=at, before=at + timedelta(hours=1))) for at in begins]
    week = await store.count(db, Event, BY, since=begins[-1] - timedelta(days=7), before=begins[-1])
    found = alerts.found([(at, _named(counts)) for at, counts in hours], _named(week))
    await store.log(db, now, by, "read_alerts", "shown", detail={"alerts": len(found)})
    return found


def _named(counts: dict[tuple[object, ...], int]) -> dict[tuple[str, str], int]:
    return {(str(by), str(verb)): times for (by, verb), times in counts.items()}
