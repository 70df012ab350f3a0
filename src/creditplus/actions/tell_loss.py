"""What a database that was brought back has lost is itself an event of its log, for whoever reads it later."""

from creditplus.log.losses import Loss
from creditplus.people import Actor
from creditplus.tools import clock, store


async def tell_loss(db: store.Transaction, by: Actor, loss: Loss) -> None:
    """Log what was found."""
    outcome = "differs" if not loss.whole else "lost" if loss.missing else "whole"
    await store.log(db, clock.now(), by, "measure_loss", outcome, detail=loss.counts())
