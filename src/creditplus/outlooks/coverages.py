"""How far the province has come: counties, scenarios and residents against the plan's numbers, and how long people wait for an answer.

Why counts come in tens with a secret beginning, as everywhere (`impacts`): nobody may learn that one person joined or left (G21).
Why they are as of the beginning of a day: asked twice on one day the numbers are the same, so watching them tells nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from creditplus.outlooks.impacts import TEN, Tens

COUNTIES = 40
"""Counties with personal points by the end of the plan (indicator 8)."""
SCENARIOS = 5
"""Credit+ scenarios in each (indicator 12)."""
SHARE_PERCENT = 30
"""Residents covered (indicator 12)."""
POPULATION = 31_850_088
"""Residents of the province by the seventh national census (2020-11-01)."""
Counted = Mapping[str, int]


class CountyCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """One county: its text in force, its scenarios, and in tens how many persons take part, had a benefit, and had an answer.

    A number is missing where it would be of fewer than ten persons. `late_percent` is the share of objections and repairs that
    were answered after their deadline, missing with their number.
    """

    county: str
    rulebook: str
    since: date
    scenarios: int
    residents: int | None
    benefits: int | None
    answered: int | None
    late_percent: int | None


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """All counties that have a rulebook in force, as of the beginning of a day; what was told and answered is of the last year."""

    on: date
    counties: tuple[CountyCoverage, ...]
    counties_wanted: int = COUNTIES
    scenarios_wanted: int = SCENARIOS
    share_wanted_percent: int = SHARE_PERCENT
    population: int = POPULATION

    @property
    def residents(self) -> int:
        """How many take part in the counties that may be told."""
        return sum(one.residents or 0 for one in self.counties)

    @property
    def enough(self) -> int:
        """How many counties have as many scenarios as the plan wants."""
        return sum(one.scenarios >= SCENARIOS for one in self.counties)

    @property
    def share_hundredths(self) -> int:
        """The share of the province's residents, in hundredths of a percent."""
        return self.residents * 10_000 // POPULATION


class Waited(msgspec.Struct, frozen=True):
    """One answer: in which county, to whom, and whether it came after its deadline."""

    county: str
    person: str
    late: bool


def tens(count: int, seed: str) -> int | None:
    """A count as it may be told, or nothing if it is of too few."""
    return Tens(seed, count).total or None


def answers(waited: Iterable[Waited], county: str, seed: str) -> tuple[int | None, int | None]:
    """How many persons a county answered, and what percent of the answers came late, in steps of ten; nothing for too few."""
    own = [one for one in waited if one.county == county]
    told = tens(len({one.person for one in own}), seed)
    if told is None:
        return None, None
    share = 100 * sum(one.late for one in own) // len(own)
    return told, (share + TEN // 2) // TEN * TEN
