"""The province reads one day's answers between cities, as digests alone: so two cities' logs can be compared without a person."""

from datetime import date

from creditplus.errors import NotFound
from creditplus.federation.attestations import Tallies
from creditplus.people import Actor
from creditplus.tools import clock, store, tokens


async def read_attestations(db: store.Transaction, by: Actor, on: date) -> Tallies:
    """The answers of a day by city: given by this one, and given to it. Raises NotFound where there are no other cities."""
    own = tokens.federation()
    if own is None:
        raise NotFound("unknown-city-here")
    given, heard = await store.attestations(db, on)
    await store.log(db, clock.now(), by, "read_attestations", "shown", detail={"on": str(on)})
    return Tallies(city=own.city, on=on, given=given, heard=heard)
