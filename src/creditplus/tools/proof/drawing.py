"""Draws residents: records at the edges of what a rule and the catalogue allow, on days that lie close, apart, and at windows' ends.

Everything drawn is scored by the ledger and the scores themselves, so what a counterexample says has really been added up.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice, product
from typing import Any, NamedTuple

import msgspec

from creditplus import arithmetic, ledger, scores, workdays
from creditplus.errors import Words
from creditplus.language import conditions
from creditplus.proofs import Counterexample, Shown
from creditplus.province.catalogues import Field, Kind
from creditplus.records import Discretion, LegalDocument, Record
from creditplus.rulebooks import Ready
from creditplus.scores import Score
from creditplus.tools.proof.claims import Subject
from creditplus.tools.proof.readings import ends_of

TEMPLATES_MAX = 40
DRAWS = 600
YEARS_JOINED = 12


class Template(NamedTuple):
    """What a record of a rule may say, without its day."""

    rule: Ready
    fields: dict[str, Any]
    decided: int | None = None


class Town:
    """The residents that a text could have."""

    def __init__(self, subject: Subject, today: date | None = None) -> None:
        self.subject = subject
        self.match = ledger.plainly(subject.book)
        self.today = today or date(subject.book.effective.year + 1, 11, 20)
        self.joined = self.today.replace(year=self.today.year - YEARS_JOINED)

    def score(self, records: Sequence[Record], on: date | None = None) -> Score:
        """The score of someone with these records."""
        day = on or self.today
        return scores.derive(self.subject.book, ledger.standing(records, (), day), day, self.match, self.joined)

    def record(
        self,
        template: Template,
        on: date,
        id: str,
        matter: str | None = None,
        days: Mapping[str, date | None] | None = None,
    ) -> Record:
        """A record that was reported on its own day; a demerit is final on it, and over."""
        kind = self.subject.kinds[template.rule.kind]
        demerit = kind.polarity == "demerit"
        document = LegalDocument((kind.documents or ("-",))[0], id, "-", on, on) if demerit else None
        known = days or {}
        over = on if template.rule.counts_from == "end" else None
        free = on if template.rule.counts_from == "release" else None
        decided = Discretion(template.decided, "-", "-") if template.decided is not None else None
        return Record(
            id=id,
            person="-",
            county=self.subject.book.county,
            kind=kind.code,
            on=on,
            fields=template.fields,
            matter=matter,
            document=document,
            discretion=decided,
            reported_at=workdays.starts(on),
            found_on=known.get("found_on"),
            ends_on=known.get("ends_on", over),
            released_on=known.get("released_on", free),
        )

    def templates(self, rule: Ready) -> list[Template]:
        """Records at the edges of everything that the rule asks about, as far as they earn under it."""
        kind = self.subject.kinds[rule.kind]
        choices = [(field, candidates(rule, kind, field)) for field in kind.fields]
        decided = [rule.discretion.from_, rule.discretion.to] if rule.discretion else [None]
        found = []
        for *values, points in islice(product(*(each for _, each in choices), decided), 4000):
            fields = {field.code: value for (field, _), value in zip(choices, values, strict=True) if value is not None}
            template = Template(rule, fields, points)
            if self.earns(rule, fields):
                found.append(template)
        return spread(found, TEMPLATES_MAX)

    def earns(self, rule: Ready, fields: Mapping[str, Any]) -> bool:
        """Whether a record that says this earns under a rule, and under none before it."""
        facts = conditions.Plain({"kind": rule.kind, **fields})
        earlier = (conditions.holds(other.condition, facts) for other in self.subject.earlier(rule))
        return bool(conditions.holds(rule.condition, facts)) and not any(earlier)

    def worth(self, records: Sequence[Record], rule: Ready) -> int:
        """What all records are worth together under the rule that they earn under, as a magnitude."""
        alone = msgspec.structs.replace(self.subject.book, rules=(rule,))
        stand = ledger.standing(records, (), self.today)
        entries = ledger.post(alone, ledger.gather(alone, stand, self.today, lambda _: rule.code))
        return sum(entry.points for entry in entries) * rule.magnitude

    def told(self, says: Words, before: Sequence[Record], one: Record | None, on: date | None = None) -> Counterexample:
        """A resident in the words of the domain, with the score without and with one record."""
        day = on or self.today
        with_ = self.score([*before, one], day).points if one else None
        return Counterexample(
            says=says,
            on=day,
            records=tuple(self.shown(record) for record in before),
            one=self.shown(one) if one else None,
            without=self.score(before, day).points,
            with_=with_,
            reproduced=True,
        )

    def shown(self, record: Record) -> Shown:
        """A record as a clerk would write it."""
        return Shown(
            kind=record.kind,
            title=self.subject.kinds[record.kind].title,
            on=record.on,
            fields=record.fields,
            matter=record.matter,
            points=record.discretion.points if record.discretion else None,
            found_on=record.found_on,
            ends_on=record.ends_on,
            released_on=record.released_on,
        )


def spread(found: list[Template], most: int) -> list[Template]:
    """At most so many of them, from everywhere in the list."""
    return found if len(found) <= most else [found[place * (len(found) - 1) // (most - 1)] for place in range(most)]


def candidates(rule: Ready, kind: Kind, field: Field) -> list[Any]:
    """Values of a field at its edges, at the rule's constants, and one step beside them."""
    constants = [
        leaf.value
        for condition in (rule.condition, *(measure.condition for measure in rule.measures))
        for leaf in conditions.leaves(condition)
        if isinstance(leaf, conditions.Compare) and leaf.field == field.code
    ]
    missing: list[Any] = [] if field.required else [None]
    match field.type:
        case "yes_no":
            return [*missing, True, False]
        case "text":
            named = list((rule.points_by or {}).get(field.code, ()))
            told = [*field.choices[:8], *field.choices[-1:]] if field.choices else ["另"]
            return [*missing, *dict.fromkeys([*named, *constants, *told])]
        case "date":
            days = [value for value in constants if isinstance(value, int)]
            return [*missing, *dict.fromkeys([730_000, *(day + by for day in days for by in (-1, 0, 1))])]
    least, most = ends_of(field)
    edges = [least, least + 1, least + 2, most, *steps(rule, field)]
    edges += [value + by for value in constants if isinstance(value, int) for by in (-1, 0, 1)]
    return [*missing, *dict.fromkeys(edge for edge in edges if least <= edge <= most)]


def steps(rule: Ready, field: Field) -> Iterator[int]:
    """The values of a field at which a rule's points change, and one beside each."""
    amounts = [rule.at_least, *(band.unit for band in rule.bands), *(band.to or 0 for band in rule.bands)]
    amounts += [most for most in msgspec.structs.astuple(rule.at_most) if most is not None]
    for measure in rule.measures:
        if measure.field == field.code and measure.multiplier:
            for amount in amounts:
                yield from (amount // measure.multiplier + by for by in (-1, 0, 1))


def histories(town: Town, rule: Ready) -> Iterator[tuple[list[Record], Record]]:
    """Residents with one record more: ladders of equal steps within the rule's windows first, then many drawn by lot.

    Why by lot: it is deterministic (a seed), quick, and finds what a clever pattern forgets; what it finds is made small later.
    """
    templates = town.templates(rule)
    if not templates:
        return
    lot = random.Random(rule.code)
    window = rule.occurrences.within if rule.occurrences else "12 months"
    life = min(workdays.days_at_most(window), 1500)
    by_worth = sorted(templates, key=lambda one: town.worth([town.record(one, town.today, "r")], rule))
    for before, after, best in product(range(5), range(5), (by_worth[-1], by_worth[0])):
        yield ladder(town, best, before, after, life)
    days = [
        town.today - timedelta(days=by)
        for by in (0, 1, 8, 15, 33, 60, 150, 300, 340, 400, 700, life - 1, life, 3 * life // 4)
    ]
    for _ in range(DRAWS):
        drawn = [
            town.record(lot.choice(templates), lot.choice(days), f"r{place:02}", lot.choice((None, "甲", "乙")))
            for place in range(lot.randint(1, 6))
        ]
        yield drawn[1:], drawn[0]


def ladder(town: Town, template: Template, before: int, after: int, window: int) -> tuple[list[Record], Record]:
    """Records in equal steps: the one after the last of those before leaves the window just when the next one enters it."""
    step = max(1, window // (max(before, after) + 1))
    middle = town.today - timedelta(days=step * after)
    one = town.record(template, middle, "r50")
    early = [
        town.record(template, middle - timedelta(days=step * place), f"r{49 - place:02}")
        for place in range(1, before + 1)
    ]
    late = [
        town.record(template, middle + timedelta(days=step * place), f"r{50 + place:02}")
        for place in range(1, after + 1)
    ]
    return [*reversed(early), *late], one


def amount_shown(number: int) -> str:
    """Points as people write them."""
    return arithmetic.shown(number)
