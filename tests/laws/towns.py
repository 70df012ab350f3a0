"""Random towns for a rulebook: people with records, changes and days of joining, close to everything the rulebook looks at.

Why a seed and not a draw for every record: twenty thousand people have a million choices. A failing person is told by name
with all that is known about them, which is as good as a smaller town.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Literal

import msgspec

from creditplus import workdays
from creditplus.lives.histories import History
from creditplus.people import Enrolment
from creditplus.province.catalogues import Field, Kind
from creditplus.records import Change, Discretion, LegalDocument, Record
from creditplus.rulebooks import Ready, Rulebook
from tests.laws.strategies import LEVELS, Ruling

What = Literal["correction", "revocation", "withdrawal", "repair", "objection", "settlement"]
ASKED = [
    date(2026, 7, 1),
    date(2026, 12, 31),
    date(2027, 2, 28),
    date(2028, 2, 29),
    date(2028, 3, 1),
    date(2026, 8, 31),
]
ENDS = [
    date(2024, 2, 29),
    date(2025, 1, 31),
    date(2025, 2, 28),
    date(2026, 5, 31),
    date(2025, 12, 31),
    date(2026, 1, 1),
]
WHATS: list[What] = ["correction", "revocation", "withdrawal", "repair", "objection", "objection", "settlement"]
STEPS: list[list[Literal["joined", "left"]]] = [[], ["joined"], ["joined"], ["joined", "left"]]


class Town:
    """Makes the people of one town, one after another."""

    def __init__(self, ruling: Ruling, on: date, seed: int) -> None:
        self.catalogue = ruling.catalogue
        self.on = on
        self.random = Random(seed)
        self.near = sorted(edges(ruling.book, on))
        self.rules = list(ruling.book.ready)
        kinds = [rule.kind for rule in self.rules] + [condition.kind for condition in ruling.book.standing]
        self.kinds = [kind for kind in self.catalogue.kinds if kind.code in kinds]
        self.lists = [kind for kind in self.kinds if kind.polarity == "listing"]
        self.favourites = [on]

    def people(self, count: int) -> Iterator[History]:
        """So many people."""
        for number in range(count):
            yield self.person(f"p{number:05}")

    def person(self, name: str) -> History:
        """One person with up to a dozen records, most of them of few kinds and days, so that they meet in one rule."""
        pick = self.random
        few = pick.choices(self.kinds, k=pick.choice([1, 1, 2, 3]))
        if self.lists and pick.random() < 0.3:
            few.append(pick.choice(self.lists))
        self.favourites = [pick.choice(self.near) for _ in range(3)]
        count = pick.choice([0, 1, 2, 3, 5, 8, 12])
        found = [self.record(f"{name}.{pick.randrange(10**6):06}", name, pick.choice(few)) for _ in range(count)]
        records = tuple({record.id: record for record in found}.values())
        changes = tuple(self.change(record, place) for record in records if pick.random() < 0.2 for place in range(2))
        return History(name, records, changes, tuple(self.steps(name)))

    def day(self) -> date:
        """A day near one that matters, or any day of the last years."""
        pick = self.random
        if pick.random() < 0.3:
            return pick.choice(self.favourites)
        if pick.random() < 0.5:
            return pick.choice(self.near) + timedelta(days=pick.choice([-1, 0, 0, 0, 1]))
        return self.on - timedelta(days=int(pick.random() ** 2 * 2200) - 3)

    def record(self, id: str, person: str, kind: Kind) -> Record:
        """One record: mostly valid, now and then not final, declared, without a decision, or told too late."""
        pick = self.random
        on = self.day()
        ends_on, found_on, released_on = (
            on + timedelta(days=pick.choice([0, 1, 31, 200, 800])) if pick.random() < 0.5 else None for _ in range(3)
        )
        final = None if pick.random() < 0.05 else on + timedelta(days=pick.choice([0, 0, 0, 20]))
        document = LegalDocument("行政处罚决定书", "1", "甲", on, final) if kind.polarity == "demerit" else None
        return Record(
            id=id,
            person=person,
            county="230281",
            kind=kind.code,
            on=on,
            ends_on=ends_on,
            found_on=found_on,
            released_on=released_on,
            document=document,
            fields={field.code: self.value(field) for field in kind.fields if pick.random() < 0.8},
            matter=pick.choice([None, "m1", "m1", "m2", id]),
            discretion=self.discretion(kind),
            state="declared" if pick.random() < 0.15 else "verified",
            reported_at=workdays.starts(on) + timedelta(hours=pick.choice([1, 9, 23, 40, 900])),
        )

    def discretion(self, kind: Kind) -> Discretion | None:
        """Points that someone decided, mostly within the ranges of the rulebook."""
        pick = self.random
        if pick.random() < 0.2:
            return None
        ranges = [rule.discretion for rule in self.rules if rule.kind == kind.code and rule.discretion is not None]
        ends = [pick.choice(ranges).from_, pick.choice(ranges).to] if ranges else [-100, 100]
        return Discretion(pick.randint(min(ends) - 100, max(ends) + 100), "-", "-")

    def value(self, field: Field) -> Any:
        """A value of a field, small enough to lie between the constants that rulebooks ask about."""
        pick = self.random
        match field.type:
            case "text":
                return pick.choice(LEVELS if field.choices else ["甲", "乙", "丙"])
            case "yes_no":
                return pick.random() < 0.5
            case "date":
                return pick.choice([*ENDS, date(2026, 7, 1)]).toordinal()
        most = pick.choice([10, 40, 40, 400])
        exact = Decimal(pick.randint(0, most * 10)) / 10 if pick.random() < 0.5 else Decimal(pick.randint(0, most))
        return int(exact * 10**field.places) + (pick.randint(0, 9) if field.places == 4 and pick.random() < 0.3 else 0)

    def change(self, record: Record, place: int) -> Change:
        """Something that happened to a record later; a correction moves its day and may change its fields."""
        pick = self.random
        what = pick.choice(WHATS)
        on = max(record.on, self.day())
        to = None
        if what == "correction":
            kind = self.catalogue.find(record.kind)
            assert kind is not None
            other = self.record(record.id, record.person, kind)
            to = msgspec.structs.replace(other, reported_at=record.reported_at)
        at = workdays.starts(on) + timedelta(hours=pick.choice([2, 30]))
        return Change(id=f"{record.id}/{place}", record=record.id, what=what, on=on, at=at, to=to)

    def steps(self, name: str) -> Iterator[Enrolment]:
        """Joining on a day of some kind, and perhaps leaving again."""
        day = self.random.choice([*ENDS, self.on, date(2024, 7, 1), date(2023, 12, 31), date(2026, 1, 1)])
        for place, what in enumerate(self.random.choice(STEPS)):
            at = datetime.combine(day, datetime.min.time(), workdays.SHANGHAI) + timedelta(days=200 * place)
            yield Enrolment(id=f"{name}/{place}", person=name, county="230281", what=what, on=at.date(), at=at)


def edges(book: Rulebook, on: date) -> set[date]:
    """The days on which something of a rulebook begins or ends, seen from a day."""
    found = {on, on.replace(day=1), on.replace(month=1, day=1), *(day for day in ENDS if day <= on)}
    for rule in book.ready:
        for period in periods_of(rule):
            months, days = workdays.length(period)
            if months is not None:
                found.add(workdays.months_after(on, -months) if months else on - timedelta(days=days))
    return found


def periods_of(rule: Ready) -> Iterator[str]:
    """The periods that a rule names."""
    yield from (period for period in (rule.counts_for, rule.limits.window) if period is not None)
    yield from (rule.pooled.removeprefix("rolling ") for _ in [0] if rule.pooled.startswith("rolling"))
    yield from (rule.occurrences.within for _ in [0] if rule.occurrences is not None)


def told(history: History) -> str:
    """Everything about a person, for a message."""
    return "\n".join(map(str, (*history.records, *history.changes, *history.enrolments)))
