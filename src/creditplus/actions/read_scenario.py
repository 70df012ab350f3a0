"""Anyone reads one scenario in full: the standard service, what opens a benefit, and the words of the consent."""

from creditplus import scenarios
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.scenarios import Scenario
from creditplus.tools import clock, store


async def read_scenario(db: store.Transaction, by: Actor, county: str, scenario: str) -> Scenario:
    """The scenario in force in a county today. Raises NotFound for a county or a scenario that does not exist."""
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    return scenarios.told(await store.scenario(db, county, scenario, clock.today()))
