"""A small county for tests of nouns: the catalogue and frame of `docs/rulebook.md`, and records written as in a worked case."""

from datetime import date
from typing import Any

from creditplus import workdays
from creditplus.lives.histories import History
from creditplus.people import Enrolment
from creditplus.records import Change, Record
from creditplus.rulebooks import Rulebook
from tests.documents import rulebook_page

CATALOGUE = rulebook_page.catalogue()


def rule(kind: str, worth: str, code: str = "rule") -> str:
    """One rule of a text."""
    head = f'\n[[rules]]\ncode = "{code}"\ntitle = {{ zh = "规则", en = "{code}" }}\nkind = "{kind}"\n'
    return f'{head}law = "《慈善法》第一百条"\n{worth}\n'


GIFT = rule("charity_donation", "points = 2", "gift")
SERVICE = rule("volunteer_service", 'measure = "hours"\nbands = [{ points = 1 }]\ncounts_for = "12 months"', "service")
PENALTY = rule("penalty_general", 'points = -20\ncounts_for = "12 months"', "penalty")


def book(*parts: str) -> Rulebook:
    """A rulebook of these parts, with the rest from the frame."""
    return rulebook_page.rulebook("\n".join(parts))


def history(*records: dict[str, Any], person: str = "p") -> History:
    """Somebody who joined on 2026-01-01, with these records."""
    return rulebook_page.history(GIFT, list(records), person)


def service(on: date, hours: int) -> dict[str, Any]:
    """Hours of volunteer service."""
    return {"kind": "volunteer_service", "on": on, "hours": hours}


def gift(on: date) -> dict[str, Any]:
    """A gift."""
    return {"kind": "charity_donation", "on": on}


def penalty(on: date, **days: date) -> dict[str, Any]:
    """An administrative penalty."""
    return {"kind": "penalty_general", "on": on, **days}


def changed(record: Record, what: Any, on: date) -> Change:
    """A change of a record, known from the beginning of its day."""
    return Change(id=f"{record.id}-{what}", record=record.id, what=what, on=on, at=workdays.starts(on))


def left(person: str, county: str, on: date) -> Enrolment:
    """The step of leaving."""
    return Enrolment(id=f"{person}-left", person=person, county=county, what="left", on=on, at=workdays.starts(on))
