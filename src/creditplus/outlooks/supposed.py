"""A supposed life: what a county's text would make of deeds that nobody has done, for whoever wants to try the rules."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from creditplus import records, workdays
from creditplus.errors import Flaw, Invalid, Words
from creditplus.lives.histories import History
from creditplus.people import Enrolment
from creditplus.province.catalogues import Catalogue, Kind
from creditplus.records import LegalDocument, Record, Report
from creditplus.scenarios import Benefit, Scenario
from creditplus.scores import Score

NOBODY = "supposed"
DEEDS_MAX = 12
EXAMPLE = "示例"


class Deed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One deed: its kind in the catalogue, the day, and its fields as a provider would send them."""

    kind: Annotated[str, Meta(max_length=60)]
    on: date
    fields: dict[str, Any] = {}


class Helped(msgspec.Struct, frozen=True):
    """One scenario, and the benefits that would be open in it."""

    scenario: Scenario
    benefits: tuple[Benefit, ...]


class Supposed(msgspec.Struct, frozen=True, kw_only=True):
    """The score of a supposed life on a day, and what it would open."""

    score: Score
    helped: tuple[Helped, ...]


def life(deeds: Iterable[Deed], catalogue: Catalogue, county: str, on: date) -> History:
    """The history of somebody who joined on a day and has done these things. Raises Invalid with every flaw of the first bad one."""
    joined = Enrolment(id=NOBODY, person=NOBODY, county=county, what="joined", on=on, at=workdays.starts(on))
    found = tuple(_record(deed, place, catalogue, county, on) for place, deed in enumerate(deeds))
    return History(NOBODY, records=found, enrolments=(joined,))


def _record(deed: Deed, place: int, catalogue: Catalogue, county: str, on: date) -> Record:
    kind = catalogue.find(deed.kind)
    if kind is None or kind.polarity == "listing":
        raise Invalid("unknown-kind", flaws=(Flaw("/kind", Words("目录中没有这一类", "no such kind")),))
    report = Report(
        id=str(place),
        person=NOBODY,
        kind=kind.code,
        on=deed.on,
        fields=deed.fields,
        matter=f"{EXAMPLE}{place}",
        **_demerit(kind, deed.on),
    )
    values = records.check(report, kind, on)
    at = workdays.starts(on)
    return records.of_report(report, provider=NOBODY, person=NOBODY, county=county, fields=values, at=at)


def _demerit(kind: Kind, on: date) -> dict[str, Any]:
    """What a demerit needs: a legal document, final on the day of the act, and an act that ended there and then."""
    if kind.polarity != "demerit":
        return {}
    document = LegalDocument(type=kind.documents[0], number=EXAMPLE, authority=EXAMPLE, on=on, final_on=on)
    return {"document": document, "found_on": on, "ends_on": on, "released_on": on}
