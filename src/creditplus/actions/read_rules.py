"""Anyone reads what a county's rulebook says a record is worth, with the catalogue that names each kind of record."""

import msgspec

from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.province.catalogues import Catalogue
from creditplus.rulebooks import Rulebook
from creditplus.tools import clock, store


class Rules(msgspec.Struct, frozen=True):
    """The text in force in a county today, and the province's catalogue."""

    rulebook: Rulebook
    catalogue: Catalogue


async def read_rules(db: store.Transaction, by: Actor, county: str) -> Rules:
    """The rules of a county today. Raises NotFound (no such county, or it has no rulebook)."""
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    today = clock.today()
    return Rules(await store.rulebook(db, county, today), await store.catalogue(db, today))
