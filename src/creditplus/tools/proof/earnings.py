"""What residents can earn under each rule over some years, as the integer reader adds it up.

Why it is tried and not derived: a grade is within reach only by sums that records really have.
"""

from datetime import timedelta
from functools import cached_property

from creditplus import ledger, workdays
from creditplus.records import Record
from creditplus.rulebooks import Ready
from creditplus.tools.proof.claims import Subject
from creditplus.tools.proof.drawing import Template, Town

TIMES = (1, 3, 10)
"""So many records of one kind, a year apart or as close as they still count, are what any resident can have."""


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
            self.known[rule.code] = sorted({self.worth(rule, one, times) for one in ends for times in TIMES})
        return self.known[rule.code]

    def ends(self, rule: Ready) -> list[Template]:
        """The templates that are worth most and least, but something."""
        found = self.town.templates(rule)
        worth = {place: self.worth(rule, one, 1) for place, one in enumerate(found)}
        places = sorted((place for place in worth if worth[place] > 0), key=lambda place: worth[place])
        return [found[place] for place in dict.fromkeys((*places[-1:], *places[:1]))]

    def worth(self, rule: Ready, template: Template, times: int) -> int:
        """What so many equal records in different years, or as close as they still count, are worth together."""
        return self.town.worth(self.records(rule, template, times), rule)

    def records(self, rule: Ready, template: Template, times: int, apart: int = 366) -> list[Record]:
        """So many equal records, so many days `apart` or as close as they still count."""
        life = workdays.days_at_most(rule.counts_for or "permanent")
        life = min([life, *map(workdays.days_at_most, ledger.windows_of(rule))])
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
                for record in self.many(rule, TIMES[-1])
            ]
            for sign in (1, -1)
        }
