"""A tally (清点): a county's residents before and after a change of texts, counted to the head, whichever reader looked at them.

Why apart from the impact: one resident after another or all at once in columns, both readers must count the same; what may be
said of the counts (`impacts`) is then decided once.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

import msgspec

MOVES = ("up", "down")
UNSAID = ""
"""The cause of a loss that no single rule has: a base, a limit, a list, the scale."""
Line = tuple[str, str]
"""A benefit: its scenario and its code."""
C = TypeVar("C", bound=Hashable)


class Outcome(msgspec.Struct, frozen=True):
    """What one resident has under one text: points in hundredths, the grade, and the benefits (scenario, code) that are open."""

    points: int
    grade: str
    benefits: frozenset[Line] = frozenset()


class Compared(msgspec.Struct, frozen=True):
    """One resident before and after; `cause` is the rule that takes most of what is lost, if anything is."""

    before: Outcome
    after: Outcome
    cause: str = UNSAID


class Tally(msgspec.Struct, frozen=True):
    """Residents counted to the head, by whichever reader: nothing of it is shown before it is cut down to tens.

    `before` and `after` say how many have so many points, `moves` who goes up and down, `grades` who comes from which to which,
    `benefits` for how many each opens and closes, `losses` which rule takes most from how many.
    """

    residents: int
    before: dict[int, int]
    after: dict[int, int]
    moves: dict[str, int]
    grades: dict[tuple[str, str], int]
    benefits: dict[Line, tuple[int, int]]
    losses: dict[str, int]


def counted(compared: Sequence[Compared], lines: Iterable[Line]) -> Tally:
    """Some residents, counted. `lines` are the benefits that are looked at."""
    moves = Counter(_move(one) for one in compared)
    crossed = Counter((one.before.grade, one.after.grade) for one in compared)
    return Tally(
        residents=len(compared),
        before=dict(Counter(one.before.points for one in compared)),
        after=dict(Counter(one.after.points for one in compared)),
        moves={move: moves[move] for move in MOVES},
        grades={pair: count for pair, count in crossed.items() if pair[0] != pair[1]},
        benefits={line: _turned(compared, line) for line in set(lines)},
        losses=dict(Counter(one.cause for one in compared if _move(one) == "down")),
    )


def together(tallies: Sequence[Tally]) -> Tally:
    """The residents of several counties, counted together."""
    lines = {line for one in tallies for line in one.benefits}
    turned = {line: [one.benefits.get(line, (0, 0)) for one in tallies] for line in lines}
    return Tally(
        residents=sum(one.residents for one in tallies),
        before=_summed(one.before for one in tallies),
        after=_summed(one.after for one in tallies),
        moves=_summed(one.moves for one in tallies),
        grades=_summed(one.grades for one in tallies),
        benefits={line: (sum(one for one, _ in found), sum(one for _, one in found)) for line, found in turned.items()},
        losses=_summed(one.losses for one in tallies),
    )


def _move(one: Compared) -> str:
    before, after = one.before.points, one.after.points
    return "up" if after > before else "down" if after < before else "same"


def _turned(compared: Iterable[Compared], line: Line) -> tuple[int, int]:
    """For how many a benefit opens, and for how many it closes."""
    found = Counter((line in one.before.benefits, line in one.after.benefits) for one in compared)
    return found[False, True], found[True, False]


def _summed(counts: Iterable[dict[C, int]]) -> dict[C, int]:
    found: Counter[C] = Counter()
    for one in counts:
        found.update(one)
    return dict(found)
