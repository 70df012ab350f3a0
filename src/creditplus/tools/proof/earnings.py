"""What residents can earn under each rule over some years, as the integer reader adds it up.

Why it is tried and not derived: a grade is within reach only by sums that records really have.
"""

from datetime import timedelta
from functools import cached_property
from itertools import product

import msgspec

from creditplus import adjustments, ledger, values, workdays
from creditplus.arithmetic import integers
from creditplus.records import Record
from creditplus.rulebooks import Ready
from creditplus.scales import Cut
from creditplus.tools.proof.claims import Subject
from creditplus.tools.proof.drawing import Template, Town

LADDERS = ((1, 366), (3, 366), (10, 366), (12, 31), (36, 31))
"""So many records of one kind, so many days apart or as close as they still count, are what any resident can have: some over
the years, or one in each month of three years."""


class Earnings:
    """What residents can earn under each rule, as the integer reader adds it up."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.town = Town(subject)
        self.known: dict[str, list[int]] = {}

    def sums(self, rule: Ready) -> list[int]:
        """Sums that records were seen to have under a rule, from the least; honours are not for everyone."""
        if rule.code not in self.known:
            ends = self.ends(rule) if rule.polarity != "honour" else []
            seen = {self.worth(rule, one, *ladder) for one in ends for ladder in LADDERS[:3]}
            seen |= {self.worth(rule, one, *ladder) for one in ends[:1] for ladder in LADDERS[3:]}
            self.known[rule.code] = sorted(seen)
        return self.known[rule.code]

    def within_periods(self, cut: Cut) -> list[int]:
        """Sums that records of all rules of a category together were seen to have, month by month and year by year, from the least."""
        rules = [rule for rule in self.subject.ready if rule.category == cut.category and rule.polarity != "honour"]
        seen = {0}
        for some, ladder in product(([one] for one in rules), LADDERS):
            seen.add(self.together(cut, some, ladder))
        return sorted(seen | {self.together(cut, rules, ladder) for ladder in LADDERS})

    def together(self, cut: Cut, rules: list[Ready], ladder: tuple[int, int]) -> int:
        """What the best records of some rules of a category leave of themselves after its limits per month and year."""
        items = {rule.code: self.items(rule, self.many(rule, *ladder)) for rule in rules}
        given = sum(sum(values.worth(integers, rule, items[rule.code])[-1][1]) for rule in rules)
        return given + adjustments.cut_off(self.subject.book, items)[cut.code] * cut.magnitude

    def items(self, rule: Ready, records: list[Record]) -> list[ledger.Item]:
        """Those of some records that count under their rule, as items."""
        book = msgspec.structs.replace(self.subject.book, rules=(rule,))
        stand = ledger.standing(records, (), self.town.today)
        return ledger.gather(book, stand, self.town.today, lambda _: rule.code).get(rule.code, [])

    def ends(self, rule: Ready) -> list[Template]:
        """The templates that are worth most and least, but something."""
        found = self.town.templates(rule)
        worth = {place: self.worth(rule, one, 1) for place, one in enumerate(found)}
        places = sorted((place for place in worth if worth[place] > 0), key=lambda place: worth[place])
        return [found[place] for place in dict.fromkeys((*places[-1:], *places[:1]))]

    def worth(self, rule: Ready, template: Template, times: int, apart: int = 366) -> int:
        """What so many equal records, so many days apart or as close as they still count, are worth together."""
        return self.town.worth(self.records(rule, template, times, apart), rule)

    def records(self, rule: Ready, template: Template, times: int, apart: int = 366) -> list[Record]:
        """So many equal records, so many days `apart` or as close as they still count."""
        life = workdays.days_at_most(rule.counts_for or "permanent")
        life = min([life, *map(workdays.days_at_most, rule.windows)])
        step = min(apart, max(1, (life - 1) // max(1, times)))
        return [
            self.town.record(template, self.town.today - timedelta(days=step * place), f"{rule.code}-{place:02}")
            for place in range(times)
        ]

    def many(self, rule: Ready, times: int, apart: int = 366) -> list[Record]:
        """Many of a rule's best records, whoever can earn them."""
        best = self.ends(rule)
        return self.records(rule, best[0], times, apart) if best else []

    @cached_property
    def everything(self) -> dict[int, list[Record]]:
        """Everything good, and everything bad, that a resident can do."""
        return {
            sign: [
                record
                for rule in self.subject.ready
                if rule.magnitude == sign and rule.polarity != "honour"
                for record in self.many(rule, *LADDERS[-1])
            ]
            for sign in (1, -1)
        }
