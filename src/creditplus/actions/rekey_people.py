"""Everybody who is still known by an older identity key gets a hash and a seal by the newest, some at a time."""

from creditplus.people import Actor
from creditplus.tools import clock, identity, store

AT_A_TIME = 500


async def rekey_people(db: store.Transaction, by: Actor) -> int:
    """Give the next so many people the newest key; how many it were, so 0 when all are done."""
    done = await store.rekey(db, identity.newest(), _lookup, identity.reseal, AT_A_TIME)
    await store.log(db, clock.now(), by, "rekey_people", "rekeyed", detail={"people": done})
    return done


def _lookup(sealed: bytes, person: str) -> str:
    return identity.lookup(identity.unseal(sealed, person))
