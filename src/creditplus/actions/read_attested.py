"""Anyone who holds an attestation reads what the scenario and the operator that it names are called."""

import msgspec

from creditplus.errors import Words
from creditplus.people import Actor, Client
from creditplus.tools import clock, store


class Attested(msgspec.Struct, frozen=True):
    """The titles; nothing for what is not known any more."""

    scenario: Words | None
    operator: Words | None


async def read_attested(db: store.Transaction, by: Actor, scenario: str, operator: str) -> Attested:
    """What they are called today. It says nothing about a person, so it leaves no event."""
    client = await store.one(db, Client, id=operator)
    if client is None or client.county is None:
        return Attested(None, None)
    texts = await store.scenarios_of(db, client.county, clock.today(), scenario)
    return Attested(texts[0].title if texts else None, Words(client.name_zh, client.name_en))
