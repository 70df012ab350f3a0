"""Anybody reads whom the province has spoken of: the addresses of the cities, removed ones too, so that everybody learns of it."""

from creditplus.people import Actor
from creditplus.tools import store, tokens


async def read_cities(db: store.Transaction, by: Actor) -> list[str]:
    """The addresses by which a statement can be asked for, one a city."""
    return sorted({tokens.subject(one.token) for one in await store.newest_vouchers(db)})
