"""An administrator of the machine gives the log a new key: the old one became known, or the log goes on after a loss."""

from creditplus.log.notes import Verifier
from creditplus.people import Actor
from creditplus.tools import clock, sealing, store


async def renew_log_key(db: store.Transaction, by: Actor) -> Verifier:
    """Make the key; every later seal is signed by it, under a name that no witness has seen yet. Its public half."""
    made = sealing.renew()
    await store.log(db, clock.now(), by, "renew_log_key", "renewed", detail={"key": made.written()})
    return made
