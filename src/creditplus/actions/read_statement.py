"""Anybody reads the province's newest word on a city, as it was signed."""

from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.tools import store, tokens


async def read_statement(db: store.Transaction, by: Actor, sub: str) -> str:
    """The signed statement about the city at an address. Raises NotFound."""
    for one in await store.newest_vouchers(db):
        if tokens.subject(one.token) == sub:
            return one.token
    raise NotFound("unknown-city-here")
