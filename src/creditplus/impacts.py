"""An impact (影响): what another text would make of a county's residents, counted so that no number speaks of one person.

Why counts come in tens with a secret beginning: nobody may learn about one person by asking twice and taking one answer from the
other (G21). Cells too small are laid into another; then the running sums, not the cells, are cut down to tens, so every table
still adds up to the same total. Where a ten begins is worked out from a secret seed for each county and table: it is the same
however often one asks, so asking often wears nothing away, and one resident more changes a running sum in one of ten cases only.
"""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

import msgspec

from creditplus.rulebooks import Rulebook

TEN = 10
"""What every count is a multiple of; no count of fewer persons is shown."""
BARS = 20
UNSAID = ""
"""The cause of a loss that no single rule has: a base, a limit, a list, the scale."""
Line = tuple[str, str]
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


class Bar(msgspec.Struct, frozen=True):
    """How many residents have `from_points` (hundredths) or more, and less than the next bar's."""

    from_points: int
    before: int
    after: int


class Crossing(msgspec.Struct, frozen=True):
    """How many residents come from one grade to another."""

    before: str
    after: str
    residents: int


class Opening(msgspec.Struct, frozen=True):
    """For how many residents a benefit opens, closes, or stays as it is, whether they agreed to the scenario or not."""

    scenario: str
    benefit: str
    opens: int
    closes: int
    same: int


class Loss(msgspec.Struct, frozen=True):
    """How many residents lose points, most of them by this rule (empty: by a base, a limit, a list or the scale)."""

    rule: str
    residents: int


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """Who gains and who loses, in tens of residents. `up`, `same` and `down` add up to `residents`, and so do the bars."""

    residents: int
    up: int
    same: int
    down: int
    bars: tuple[Bar, ...]
    grades: tuple[Crossing, ...]
    benefits: tuple[Opening, ...]
    losses: tuple[Loss, ...]


class Tens:
    """Counts in tens for one county: `seed` is secret, `total` how many residents there are."""

    def __init__(self, seed: str, total: int) -> None:
        self.seed = seed
        self.total = 0 if total < self.least("") else self.cut(total, "")

    def begins(self, table: str) -> int:
        """Where a table's tens begin: the same for one seed and table, and evenly from 0 to 9 over many."""
        return int.from_bytes(hashlib.sha256(f"{self.seed} {table}".encode()).digest()[:8]) % TEN

    def least(self, table: str) -> int:
        """The smallest cell that is shown in a table, from ten to nineteen."""
        return TEN + self.begins(f"least {table}")

    def cut(self, count: int, table: str) -> int:
        """A running sum in tens."""
        return (count + self.begins(table)) // TEN * TEN

    def shown(self, table: str, counts: Sequence[int]) -> list[int]:
        """Counts in tens that add up to the total; only cells that are large enough are anything but nothing."""
        last = max((place for place, count in enumerate(counts) if count), default=len(counts) - 1)
        sums, running = [0], 0
        for place, count in enumerate(counts):
            running += count
            sums.append(self.total if place >= last else min(self.cut(running, table), self.total))
        return [after - before for before, after in pairwise(sums)]

    def apart(self, table: str, counts: Sequence[int]) -> list[int]:
        """Cells that stand apart, the last one for everybody else: the small ones are laid into it, or it into the largest."""
        least, kept = self.least(table), list(counts)
        for place, count in enumerate(counts[:-1]):
            if count < least:
                kept[-1] += count
                kept[place] = 0
        if 0 < kept[-1] < least and any(kept[:-1]):
            kept[kept.index(max(kept[:-1]))] += kept[-1]
            kept[-1] = 0
        return self.shown(table, kept)

    def in_a_row(self, table: str, counts: Sequence[int]) -> list[int]:
        """Cells in a row: small ones are laid into the next one, and what is left over into the last that is large enough."""
        least, kept, carried, last = self.least(table), [0] * len(counts), 0, len(counts) - 1
        for place, count in enumerate(counts):
            carried += count
            if carried >= least:
                kept[place], carried, last = carried, 0, place
        kept[last] += carried
        return self.shown(table, kept)


def told(compared: Sequence[Compared], book: Rulebook, lines: Iterable[Line], seed: str) -> Impact:
    """The impact on some residents. `book` gives the scale of the bars, `lines` the benefits that are looked at."""
    tens = Tens(seed, len(compared))
    up, down, same = tens.apart("moves", _counted(compared, _move, ("up", "down", "same")))
    return Impact(
        residents=tens.total,
        up=up,
        same=same,
        down=down,
        bars=tuple(_bars(tens, compared, book)),
        grades=tuple(_crossings(tens, compared)),
        benefits=tuple(_accesses(tens, compared, lines)),
        losses=tuple(_losses(tens, compared)),
    )


def edges(book: Rulebook) -> list[int]:
    """Where the bars begin: evenly over the scale; without an upper end as far above the base as the scale reaches below it."""
    scale = book.score
    top = scale.max if scale.max is not None else 2 * scale.base - scale.min
    width = max(-(-(top - scale.min) // BARS), 1)
    return [scale.min + width * place for place in range(BARS)]


def _bars(tens: Tens, compared: Sequence[Compared], book: Rulebook) -> Iterable[Bar]:
    begin = edges(book)
    sides = []
    for side in ("before", "after"):
        counts = [0] * len(begin)
        for one in compared:
            counts[max(bisect_right(begin, getattr(one, side).points) - 1, 0)] += 1
        sides.append(tens.in_a_row(f"bars {side}", counts))
    return (Bar(*bar) for bar in zip(begin, *sides, strict=True))


def _crossings(tens: Tens, compared: Sequence[Compared]) -> Iterable[Crossing]:
    crossed = {(one.before.grade, one.after.grade) for one in compared}
    moves = sorted(pair for pair in crossed if pair[0] != pair[1])
    counts = _counted(compared, lambda one: (one.before.grade, one.after.grade), moves)
    shown = tens.apart("grades", [*counts, len(compared) - sum(counts)])
    return (Crossing(*pair, count) for pair, count in zip(moves, shown, strict=False) if count)


def _accesses(tens: Tens, compared: Sequence[Compared], lines: Iterable[Line]) -> Iterable[Opening]:
    for line in sorted(set(lines)):
        opens = sum(line in one.after.benefits and line not in one.before.benefits for one in compared)
        closes = sum(line in one.before.benefits and line not in one.after.benefits for one in compared)
        counts = (opens, closes, len(compared) - opens - closes)
        yield Opening(*line, *tens.apart(f"benefit {' '.join(line)}", counts))


def _losses(tens: Tens, compared: Sequence[Compared]) -> Iterable[Loss]:
    lost = [one for one in compared if _move(one) == "down"]
    rules = sorted({one.cause for one in lost})
    counts = _counted(lost, lambda one: one.cause, rules)
    shown = tens.apart("losses", [*counts, len(compared) - len(lost)])
    found = [Loss(rule, count) for rule, count in zip(rules, shown, strict=False) if count]
    return sorted(found, key=lambda loss: (-loss.residents, loss.rule))


def _move(one: Compared) -> str:
    before, after = one.before.points, one.after.points
    return "up" if after > before else "down" if after < before else "same"


def _counted(compared: Iterable[Compared], of: Callable[[Compared], C], cells: Iterable[C]) -> list[int]:
    found = Counter(of(one) for one in compared)
    return [found[cell] for cell in cells]
