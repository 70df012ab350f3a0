"""Guests for tests: residents of Nehe (Qiqihar) in a hotel of Aihui (Heihe), where Heihe's recognition text rules."""

from datetime import timedelta

from freezegun import freeze_time

from creditplus.actions.enrol_person import enrol_person
from creditplus.actions.give_consent import give_consent
from creditplus.actions.issue_code import issue_code
from creditplus.actions.report_record import report_record
from creditplus.people import Actor
from creditplus.records import Report
from creditplus.tools import clock
from tests.town import SETTLED, Town

NEHE, AIHUI = "230281", "231102"
QIQIHAR, HEIHE = "230200", "231100"
STAY = "hotel-stay"
HOTEL = Actor("hotel-aihui", "operator", AIHUI, "hotel", frozenset({f"decide:{STAY}"}))
PROVIDER = Actor("provider-nehe", "provider", NEHE, scopes=frozenset({"report"}))
TEXT = "rules/231100-recognises/2026-03-01.toml"
BEFORE = clock.now() - timedelta(days=45)
"""Longer ago than Nehe's last publication of scores."""


async def guest(town: Town, order: int, *, good: bool = True, agrees: bool = True) -> tuple[str, Actor]:
    """A resident of Nehe, AA by what was reported last month or A as whoever has just come; perhaps agreeing that Heihe may ask."""
    number, resident = await town.resident(order, joined=False)
    with freeze_time(BEFORE, real_asyncio=True):
        await town.act(enrol_person, resident, NEHE, SETTLED)
        for place in range(8 if good else 0):
            service = Report(
                id=f"g{order}-{place}",
                person=number,
                kind="volunteer_service",
                on=BEFORE.date() - timedelta(days=place + 30),
                fields={"hours": 24},
            )
            await town.act(report_record, PROVIDER, NEHE, service)
        if good:
            moral = Report(
                id=f"g{order}-m", person=number, kind="moral_model", on=BEFORE.date(), fields={"level": "国家"}
            )
            await town.act(report_record, PROVIDER, NEHE, moral)
    if agrees:
        await town.act(give_consent, resident, STAY, "hotel", HEIHE)
    return number, resident


async def code(town: Town, by: Actor) -> str:
    """A fresh code to show at a hotel."""
    return (await town.act(issue_code, by, STAY, 300)).code
