"""What scenarios, benefits and rules are called: people read titles, and only programs read codes."""

import tomllib

import msgspec

from creditplus.actions.read_rules import read_rules
from creditplus.actions.read_scenarios import read_scenarios
from creditplus.errors import NotFound, Words
from creditplus.province import divisions
from creditplus.web.pages.visits import Visit


class Called(msgspec.Struct, frozen=True):
    """The titles of what is in force in a place, by the codes; what is not in force is called by its code."""

    scenarios: dict[str, Words] = {}
    benefits: dict[tuple[str, str], Words] = {}
    rules: dict[str, Words] = {}

    def scenario(self, code: str) -> Words:
        """What a scenario is called."""
        return self.scenarios.get(code, Words(code, code))

    def benefit(self, scenario: str, code: str) -> Words:
        """What a benefit of a scenario is called."""
        return self.benefits.get((scenario, code), Words(code, code))

    def rule(self, code: str) -> Words:
        """What a rule is called."""
        return self.rules.get(code, Words(code, code))


async def called(visit: Visit, division: str) -> Called:
    """What is called how in a division; for a city or the province, as in the first of its counties."""
    counties = (code for code in divisions.divisions() if divisions.is_county(code))
    county = next((code for code in counties if division in divisions.upwards(code)), None)
    if county is None:
        return Called()
    texts = await visit.read(read_scenarios, county)
    benefits = {(text.scenario, one.code): one.title for text in texts for one in text.benefits}
    try:
        rules = {rule.code: rule.title for rule in (await visit.read(read_rules, county)).rulebook.rules}
    except NotFound:
        rules = {}
    return Called({text.scenario: text.title for text in texts}, benefits, rules)


def title(text: str) -> Words | None:
    """What a ruling text calls itself."""
    said = tomllib.loads(text).get("title")
    return Words(said["zh"], said["en"]) if isinstance(said, dict) and {"zh", "en"} <= set(said) else None
