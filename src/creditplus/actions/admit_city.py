"""Another city comes with a signed question: whether it is the city that it says it is, and the question is fresh and for us."""

from creditplus.errors import Forbidden
from creditplus.federation.attestations import Admitted
from creditplus.people import Actor
from creditplus.tools import clock, store, tokens


async def admit_city(db: store.Transaction, by: Actor, token: str) -> Admitted:
    """Which city asks, and what. Raises Forbidden, always the same, whatever was not right."""
    try:
        city = tokens.asking_city(token)
        known = tokens.vouched(await store.voucher(db, city), clock.now())
        if known is None:
            raise Forbidden("city-not-known")
        return Admitted(city, tokens.read_question(token, known))
    except tokens.Rejected:
        raise Forbidden("city-not-known") from None
