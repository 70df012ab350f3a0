"""The tour: every scenario of the shelf over real HTTP, each with somebody who benefits, somebody who does not, and an honour.

Why good deeds open most doors here and not scores: where a county publishes its scores monthly or yearly, what was reported a
minute ago is in no published score yet. Deeds and honours count at once, and in Bei'an the score does too.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec

from creditplus import workdays
from creditplus.demo import town
from creditplus.demo.doors import Doors
from creditplus.tools import clock

BILL = {"amount_fen": 20_000, "minutes": 75}
"""What everybody's use comes to where a text reckons bills: the same for all, so that what they pay can be compared."""
HOURS, MONTHS = 30, 4
"""What the helper did: so many hours of volunteering in each of so many months."""
HONOURS: dict[str, dict[str, str]] = {"moral_model": {"level": "市"}, "blood_honour": {"award": "奉献奖金奖"}}
FAMILIES = ("审批", "减税", "旅游", "出行", "医疗", "停车", "免押")
"""The seven families of the province's plan, as its texts name them: 信用+审批 and so on."""
Must = Callable[[bool, str], None]
"""How a step that has to hold is told."""


class Three(msgspec.Struct, frozen=True):
    """The three of a county: one who did much good lately, one of whom nothing is known yet, one who was honoured."""

    helper: str
    newcomer: str
    honoured: str


def walk(doors: Doors, must: Must) -> None:
    """Go through every scenario, one line each. One that several counties have is shown in the first of them."""
    seen: dict[str, str] = {}
    for place, county in enumerate(town.COUNTIES):
        three = _arrive(doors, county, place)
        for text in doors.scenarios(county):
            if text["scenario"] not in seen:
                _visit(doors, county, text, three, must)
            seen[text["scenario"]] = " ".join(text["law"])
    laws = " ".join(seen.values())
    must(all(f"“信用+{family}”" in laws for family in FAMILIES), f"{len(seen)} 个场景，七类齐全 · all seven families")


def _arrive(doors: Doors, county: str, place: int) -> Three:
    """Three residents join a county, and two of them are reported about."""
    three = Three(*(town.citizen_id(date(year, 6, 1), 910 + place) for year in (1979, 1996, 1958)))
    for number in msgspec.structs.astuple(three):
        doors.join(number, county)
    for report in (*deeds(three.helper, clock.today()), *honours(three.honoured, clock.today())):
        doors.report(county, report)
    return three


def deeds(citizen_id: str, today: date) -> Iterator[dict[str, Any]]:
    """What a helper did in this month and those before it."""
    for back in range(MONTHS):
        on = workdays.months_after(today.replace(day=1), -back)
        yield reported(citizen_id, "volunteer_service", on, {"hours": HOURS})


def honours(citizen_id: str, today: date) -> Iterator[dict[str, Any]]:
    """What somebody was honoured with today."""
    for kind, fields in HONOURS.items():
        yield reported(citizen_id, kind, today, fields)


def reported(citizen_id: str, kind: str, on: date, fields: dict[str, Any]) -> dict[str, Any]:
    """A report as a provider sends it; no citizen id stands in its own id."""
    file = hashlib.sha256(citizen_id.encode()).hexdigest()[:12]
    return {"id": f"{kind}-{file}-{on}", "person": citizen_id, "kind": kind, "on": str(on), "fields": fields}


def _visit(doors: Doors, county: str, text: dict[str, Any], three: Three, must: Must) -> None:
    """The three ask: two receive something better, the newcomer exactly the standard; in an emergency all are alike."""
    standard, emergency = text["standard"]["terms"], text["service"].get("emergency", False)
    answers = [asked(doors, county, text, number, emergency) for number in msgspec.structs.astuple(three)]
    helper, newcomer, honoured = answers
    better = "standard" if emergency else "benefit"
    held = (helper["outcome"], honoured["outcome"]) == (better, better)
    held = held and (newcomer["outcome"], newcomer["terms"]) == ("standard", standard)
    paid = [answer["charge"]["to_pay_fen"] for answer in answers if "charge" in answer]
    held = held and (not paid or max(paid) == paid[1])
    told = " | ".join(shown(answer, standard) for answer in answers)
    must(held, f"{town.COUNTIES[county]} {text['title']['zh']} · {text['title']['en']}: {told}")


def asked(doors: Doors, county: str, text: dict[str, Any], number: str, emergency: bool) -> dict[str, Any]:
    """What the operator of a scenario learns: by a code to which the resident agreed; in an emergency by nothing at all."""
    name, kind = text["scenario"], text["operators"][0]
    body: dict[str, Any] = dict(BILL) if text.get("charge") else {}
    if not emergency:
        doors.consent(number, name, kind)
        body["code"] = doors.code(number, name)["code"]
    return doors.decide_as(county, kind, name, body)


def shown(answer: dict[str, Any], standard: dict[str, int]) -> str:
    """What somebody received: the terms that are better than the standard's, and what is to pay now."""
    changed = [f"{name} {standard[name]}→{value}" for name, value in answer["terms"].items() if value != standard[name]]
    bill = [f"{answer['charge']['to_pay_fen'] / 100:.2f} 元"] if answer.get("charge") else []
    return ", ".join([*(changed or ["标准 standard"]), *bill])
