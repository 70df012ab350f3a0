"""That evidence about the log was taken away is written down."""

from creditplus.log.seals import Evidence
from creditplus.people import Actor
from creditplus.tools import clock, store


async def take_evidence(db: store.Transaction, by: Actor, evidence: Evidence) -> int:
    """Write down that evidence was taken; how many seals it has."""
    detail = {"seals": len(evidence.notes), "through": evidence.through}
    await store.log(db, clock.now(), by, "take_evidence", "taken", detail=detail)
    return len(evidence.notes)
