"""Anyone reads which scenarios help in a county, and what the standard service is."""

from creditplus import scenarios
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.scenarios import Scenario
from creditplus.tools import clock, store


async def read_scenarios(db: store.Transaction, by: Actor, county: str) -> list[Scenario]:
    """The scenarios in force in a county today. Raises NotFound for a county that does not exist."""
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    return [scenarios.told(one) for one in await store.scenarios_of(db, county, clock.today())]
