"""That the log was checked is written down, and whether it held."""

from creditplus.log.seals import Checked
from creditplus.people import Actor
from creditplus.tools import clock, store


async def check_log(db: store.Transaction, by: Actor, checked: Checked) -> Checked:
    """Write down that the log was checked, and whether it held."""
    outcome = "different" if checked.wrong else "same"
    detail = {"seals": checked.seals, "events": checked.events, "wrong": len(checked.wrong)}
    await store.log(db, clock.now(), by, "check_log", outcome, detail=detail)
    return checked
