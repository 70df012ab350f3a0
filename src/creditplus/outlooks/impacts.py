"""An impact (影响): what another text would make of a county's residents, counted so that no number speaks of one person.

Why counts come in tens with a secret beginning: nobody may learn about one person by asking twice and taking one answer from the
other (G21). Cells too small are laid into another; then the running sums, not the cells, are cut down to tens, so every table
still adds up to the same total. Where a ten begins is worked out from a secret seed for each county and table: it is the same
however often one asks, so asking often wears nothing away, and one resident more changes a running sum in one of ten cases only.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from creditplus.outlooks.tallies import MOVES, Tally
from creditplus.rulebooks import Rulebook

TEN = 10
"""What every count is a multiple of; no count of fewer persons is shown."""
BARS = 20


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


def told(tally: Tally, book: Rulebook, seed: str) -> Impact:
    """What may be said of the residents that were counted. `book` gives the scale of the bars."""
    tens = Tens(seed, tally.residents)
    up, down = (tally.moves[move] for move in MOVES)
    moves = tens.apart("moves", (up, down, tally.residents - up - down))
    return Impact(
        residents=tens.total,
        up=moves[0],
        same=moves[2],
        down=moves[1],
        bars=tuple(_bars(tens, tally, book)),
        grades=tuple(_crossings(tens, tally)),
        benefits=tuple(_openings(tens, tally)),
        losses=tuple(_losses(tens, tally)),
    )


def edges(book: Rulebook) -> list[int]:
    """Where the bars begin: evenly over the scale; without an upper end as far above the base as the scale reaches below it."""
    scale = book.score
    top = scale.max if scale.max is not None else 2 * scale.base - scale.min
    width = max(-(-(top - scale.min) // BARS), 1)
    return [scale.min + width * place for place in range(BARS)]


def _bars(tens: Tens, tally: Tally, book: Rulebook) -> Iterable[Bar]:
    begin = edges(book)
    sides = []
    # Both sides have their tens in the same places: where nobody moves, nothing looks as if anybody did.
    for found in (tally.before, tally.after):
        counts = [0] * len(begin)
        for points, residents in found.items():
            counts[max(bisect_right(begin, points) - 1, 0)] += residents
        sides.append(tens.in_a_row("bars", counts))
    return (Bar(*bar) for bar in zip(begin, *sides, strict=True))


def _crossings(tens: Tens, tally: Tally) -> Iterable[Crossing]:
    pairs = sorted(tally.grades)
    counts = [tally.grades[pair] for pair in pairs]
    shown = tens.apart("grades", [*counts, tally.residents - sum(counts)])
    return (Crossing(*pair, count) for pair, count in zip(pairs, shown, strict=False) if count)


def _openings(tens: Tens, tally: Tally) -> Iterable[Opening]:
    for line, (opens, closes) in sorted(tally.benefits.items()):
        counts = (opens, closes, tally.residents - opens - closes)
        yield Opening(*line, *tens.apart(f"benefit {' '.join(line)}", counts))


def _losses(tens: Tens, tally: Tally) -> Iterable[Loss]:
    rules = sorted(tally.losses)
    counts = [tally.losses[rule] for rule in rules]
    shown = tens.apart("losses", [*counts, tally.residents - sum(counts)])
    found = [Loss(rule, count) for rule, count in zip(rules, shown, strict=False) if count]
    return sorted(found, key=lambda loss: (-loss.residents, loss.rule))
