"""The same question for OpenFisca: a county as a country package, with points from hours and minutes from points.

Its web API reckons and keeps nothing: no database, no token, no event, no signature.
"""

from pathlib import Path

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.periods import DAY
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Person = build_entity(key="person", plural="persons", label="a resident", is_person=True)


class hours(Variable):  # noqa: N801  # OpenFisca names variables so
    """Volunteer hours."""

    value_type = int
    entity = Person
    definition_period = DAY
    label = "hours"


class agreed(Variable):  # noqa: N801  # OpenFisca names variables so
    """Whether the resident agrees."""

    value_type = bool
    entity = Person
    definition_period = DAY
    label = "agreed"


class points(Variable):  # noqa: N801  # OpenFisca names variables so
    """The score."""

    value_type = int
    entity = Person
    definition_period = DAY
    label = "points"

    def formula(person, period, parameters):  # noqa: N805  # OpenFisca calls it so
        """What everybody begins with, and one for an hour, 200 at most."""
        return parameters(period).base + numpy.minimum(200, person("hours", period))


class free_minutes(Variable):  # noqa: N801  # OpenFisca names variables so
    """What is received."""

    value_type = int
    entity = Person
    definition_period = DAY
    label = "free minutes"

    def formula(person, period):  # noqa: N805  # OpenFisca calls it so
        """Three hours for 600 points, else two."""
        return numpy.where((person("points", period) >= 600) & person("agreed", period), 180, 120)


class CountryTaxBenefitSystem(TaxBenefitSystem):
    """What the web API loads."""

    def __init__(self) -> None:
        super().__init__([Person])
        self.load_parameters(str(Path(__file__).with_name("parameters")))
        self.add_variables(hours, agreed, points, free_minutes)
