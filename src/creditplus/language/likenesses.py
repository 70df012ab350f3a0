"""Which known word an author probably meant: the one most like what was written, told as advice in both languages.

Why the words that share most pairs of letters are looked at alone: comparing a word letter by letter with a hundred names
takes milliseconds, and a badly broken text asks two hundred times.
"""

import difflib
from collections.abc import Iterable
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise

FEW = 12
"""So many known words are all told when none is like what was written."""
LOOKED_AT = 4
LENGTH_MAX = 60
"""Letters of a word that are looked at: no name is longer."""


def nearest(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Advice in Chinese and English: the known word most like `word`, or all known words if there are few, or nothing."""
    words = list(known)
    like = most_like(word, words)
    told = quoted(like or words) if like or len(words) <= FEW else ""
    return (f"；可以写 {told}", f"; write {told}") if told else ("", "")


def most_like(word: str, words: list[str]) -> list[str]:
    """The word most like `word` in a list, or nothing if none is like it."""
    short = word[:LENGTH_MAX]
    pairs = pairs_of(short)
    closest = nlargest(LOOKED_AT, words, key=lambda one: len(pairs & pairs_of(one)) / (len(pairs) + len(pairs_of(one))))
    return difflib.get_close_matches(short, closest, 1)


@lru_cache(4096)
def pairs_of(word: str) -> frozenset[str]:
    """The pairs of letters that stand beside each other in the beginning of a word, its ends marked."""
    marked = f" {word[:LENGTH_MAX]} "
    return frozenset(map("".join, pairwise(marked)))


def quoted(words: Iterable[str]) -> str:
    """Words in backticks."""
    return ", ".join(f"`{word}`" for word in words)
