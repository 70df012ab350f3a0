"""An administrator of the machine makes new keys: one that signs, one that hides who people are; the old ones stay for what they did."""

import msgspec

from creditplus.people import Actor
from creditplus.tools import clock, identity, store, tokens


class Rotated(msgspec.Struct, frozen=True):
    """The ids of the new keys; both are used as soon as every process and every gate knows them."""

    signing: str
    identity: str


async def rotate_keys(db: store.Transaction, by: Actor) -> Rotated:
    """Make a new signing key and a new identity key."""
    made = Rotated(tokens.keys().rotate(), identity.rotate())
    detail = {"signing": made.signing, "identity": made.identity}
    await store.log(db, clock.now(), by, "rotate_keys", "rotated", detail=detail)
    return made
