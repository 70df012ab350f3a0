"""All events up to now are sealed: the root of their tree, signed, so that nothing before it can be changed unnoticed.

Why in two steps: the tree grows outside any writing transaction, so that nobody who decides waits; only the finished seal is written.
Two that seal at once write the same number, and the second is refused.
"""

import base64

from creditplus.log.notes import Checkpoint
from creditplus.log.seals import Seal
from creditplus.people import Actor
from creditplus.tools import clock, sealing, store


async def seal_events(db: store.Transaction, by: Actor, grown: store.Grown) -> Seal:
    """Write one seal with its tiles. Raises Contradiction if somebody else was faster."""
    now = clock.now()
    text = Checkpoint(sealing.log().name, grown.size, grown.root).written()
    seal = Seal(
        number=grown.number,
        size=grown.size,
        through=grown.through,
        root=grown.root.hex(),
        at=now,
        checkpoint=sealing.sign(text),
    )
    await store.append(db, seal)
    for tile in grown.tiles:
        await store.append(db, tile)
    detail = {"seal": seal.number, "size": seal.size, "root": base64.b64encode(grown.root).decode()}
    await store.log(db, now, by, "seal_events", "sealed", detail=detail)
    return seal
