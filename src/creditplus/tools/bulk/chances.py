"""Chance in columns: whole numbers from a seed, the same on every machine (splitmix64, in 64 bits that wrap round)."""

from collections.abc import Sequence

import polars as pl

GAMMA = 0x9E3779B97F4A7C15
MIXES = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
BITS = 31
WHOLE = 2**64


class Chance:
    """A source of columns; each column that is drawn is another one."""

    def __init__(self, seed: int) -> None:
        self.state = seed * GAMMA % WHOLE

    def drawn(self, count: int) -> pl.Series:
        """Numbers of 64 bits."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % WHOLE
        found = pl.int_range(1, count + 1, dtype=pl.UInt64(), eager=True) * _wide(GAMMA) + _wide(self.state)
        for shift, factor in MIXES:
            found = (found ^ (found // _wide(2**shift))) * _wide(factor)
        return found ^ (found // _wide(2**31))

    def below(self, count: int, most: int) -> pl.Series:
        """Numbers from 0 up to and without `most`, each as likely as the other."""
        return (self.drawn(count) % _wide(max(most, 1))).cast(pl.Int64)

    def small(self, count: int, most: int, times: int = 2) -> pl.Series:
        """Numbers from 0 up to and without `most`, small ones much more often: the product of some shares of it."""
        share = self.drawn(count) // _wide(2 ** (64 - BITS))
        for _ in range(times - 1):
            share = share * (self.drawn(count) // _wide(2 ** (64 - BITS))) // _wide(2**BITS)
        return (share * _wide(max(most, 1)) // _wide(2**BITS)).cast(pl.Int64)

    def percent(self, count: int, share: int) -> pl.Series:
        """Yes for so many of a hundred."""
        return self.below(count, 100) < share

    def one_of(self, count: int, choices: Sequence[str]) -> pl.Series:
        """One of some words, the first ones more often."""
        return pl.Series(choices, dtype=pl.String()).gather(self.small(count, len(choices)))


def _wide(number: int) -> pl.Series:
    return pl.Series([number], dtype=pl.UInt64())
