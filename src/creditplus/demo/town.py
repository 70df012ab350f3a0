"""The town: residents and records made by a seeded generator that knows nothing but the catalogue.

Why division 239900: there is no such division, so no citizen id made here can be a living person's.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from creditplus import arithmetic, people
from creditplus.province.catalogues import Catalogue, Field, Kind

COUNTIES = {"231181": "北安市", "230281": "讷河市", "231102": "爱辉区"}
"""The town's counties in the order of the tour: the first one shows what the province and its city offer as well."""
HOME = "231181"
"""Where the story is told."""
NOWHERE = "239900"
WEIGHT = {"merit": 60, "honour": 3, "demerit": 8, "listing": 1}
"""How often each polarity occurs among a hundred records or so: most of what is reported is good."""


class Resident(msgspec.Struct, frozen=True):
    """A resident of the town."""

    citizen_id: str
    county: str


def residents(counties: list[str], number: int, chance: random.Random) -> list[Resident]:
    """Adults with citizen ids that are right in every digit and belong to nobody."""
    found = []
    for place in range(number):
        born = date(1945, 1, 1) + timedelta(days=chance.randrange(59 * 365))
        found.append(Resident(citizen_id(born, place), counties[place % len(counties)]))
    return found


def citizen_id(born: date, order: int) -> str:
    """A citizen id with its check character (GB 11643)."""
    body = f"{NOWHERE}{born:%Y%m%d}{order % 1000:03d}"
    return body + people.check(body)


def reports(
    catalogue: Catalogue, town: list[Resident], number: int, today: date, chance: random.Random
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Reports as providers send them: (county, body), each right by the catalogue."""
    kinds = list(catalogue.kinds)
    weights = [WEIGHT[kind.polarity] / sum(other.polarity == kind.polarity for other in kinds) for kind in kinds]
    for place in range(number):
        resident = chance.choice(town)
        kind = chance.choices(kinds, weights)[0]
        yield resident.county, report(kind, resident.citizen_id, f"{today.year}-{place:06d}", today, chance)


def report(kind: Kind, citizen_id: str, id: str, today: date, chance: random.Random) -> dict[str, Any]:
    """One report of a kind, with every field its kind needs and some that it may have."""
    on = today - timedelta(days=chance.randrange(1, 500))
    fields = {
        field.code: value(field, today, chance) for field in kind.fields if field.required or chance.random() < 0.7
    }
    body: dict[str, Any] = {"id": id, "person": citizen_id, "kind": kind.code, "on": str(on), "fields": fields}
    if kind.polarity == "demerit":
        issued = min(on + timedelta(days=chance.randrange(1, 20)), today)
        number = f"〔{issued.year}〕{chance.randrange(1, 999)}号"
        body["document"] = {
            "type": chance.choice(kind.documents),
            "number": number,
            "authority": kind.reported_by[0],
            "on": str(issued),
            "final_on": str(issued + timedelta(days=60)),
        }
    return body


def value(field: Field, today: date, chance: random.Random) -> Any:
    """A value that a field can have, small ones more often than large ones."""
    match field.type:
        case "yes_no":
            return chance.random() < 0.5
        case "date":
            return str(today - timedelta(days=chance.randrange(2000)))
        case "text":
            return chance.choice(field.choices) if field.choices else f"{field.title.zh}{chance.randrange(1, 100)}"
    parts = arithmetic.AMOUNT // 10**field.places if field.type == "decimal" else arithmetic.AMOUNT
    low = -(-field.min // parts)
    high = (field.max if field.max is not None else 100 * arithmetic.AMOUNT) // parts
    steps = low + int((high - low) * chance.random() ** 3)
    return (
        max(steps, min(high, low + 1)) / 10**field.places if field.type == "decimal" else max(steps, min(high, low + 1))
    )
