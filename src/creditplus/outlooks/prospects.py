"""A prospect (前景): what one resident would have on a day under the texts before and after, ready to be counted with all others.

Why everybody is looked at by the live score: a text takes effect on a day, and what a county publishes by its rhythm follows later.
Why benefits are looked at without consents: a text is judged by the doors it opens, whoever chooses to go through them.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from creditplus import adjustments, publications, scores
from creditplus.ledger import Match
from creditplus.lives.histories import History
from creditplus.offers import needs
from creditplus.offers.needs import Need, Standing
from creditplus.outlooks.tallies import UNSAID, Compared, Line, Outcome
from creditplus.province.catalogues import Catalogue
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario


class Ruling(msgspec.Struct, frozen=True):
    """What rules in one county: its rulebook and its scenarios."""

    book: Rulebook
    scenarios: tuple[Scenario, ...]

    @property
    def needs(self) -> dict[Line, Need]:
        """What opens each benefit there is, by scenario and code."""
        return {(text.scenario, benefit.code): benefit.when for text in self.scenarios for benefit in text.benefits}


class Prospect(msgspec.Struct, frozen=True):
    """One resident under one ruling: points, the lists they are on, what each rule gives, and what needs may ask (no grades yet)."""

    points: int
    listed: tuple[str, ...]
    by_rule: dict[str, int]
    standing: Standing


def prospect(ruling: Ruling, catalogue: Catalogue, history: History, on: date, match: Match) -> Prospect:
    """What one resident has on a day."""
    stand = history.stand(on)
    score = scores.derive(ruling.book, stand, on, match, history.joined_on(on))
    by_rule: dict[str, int] = {}
    for line in score.lines:
        if line.entry is not None:
            by_rule[line.entry.rule] = by_rule.get(line.entry.rule, 0) + line.points
    standing = needs.standing(score.points, frozenset(), ruling.needs.values(), catalogue, stand, on)
    return Prospect(score.points, tuple(adjustments.listed_since(ruling.book, stand, on)), by_rule, standing)


def outcomes(ruling: Ruling, prospects: Sequence[Prospect]) -> Iterable[Outcome]:
    """What everybody of a county has: only together are the grades by share known (R04)."""
    ends = publications.cutoffs(ruling.book, [one.points for one in prospects])
    codes = [grade.code for grade in ruling.book.grades]
    for one in prospects:
        grade = scores.grade_of(ruling.book, one.points, one.listed, ends).code
        person = msgspec.structs.replace(one.standing, grades=frozenset(codes[codes.index(grade) :]))
        opened = frozenset(line for line, need in ruling.needs.items() if needs.met(need, person))
        yield Outcome(one.points, grade, opened)


def compared(before: tuple[Ruling, Sequence[Prospect]], after: tuple[Ruling, Sequence[Prospect]]) -> Iterable[Compared]:
    """Everybody of a county before and after, in the same order, each loss with the rule that takes most of it."""
    sides = zip(outcomes(*before), outcomes(*after), before[1], after[1], strict=True)
    for was, now, old, new in sides:
        yield Compared(was, now, _cause(old.by_rule, new.by_rule) if now.points < was.points else UNSAID)


def _cause(old: dict[str, int], new: dict[str, int]) -> str:
    """The rule that gives so much less than before as no other does; of equals the first by name."""
    falls = {code: new.get(code, 0) - old.get(code, 0) for code in sorted(old.keys() | new.keys())}
    worst = min(falls, key=lambda code: falls[code], default=UNSAID)
    return worst if falls.get(worst, 0) < 0 else UNSAID
