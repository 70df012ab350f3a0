"""Whatever somebody writes, reading it ends soon and in a value or in problems, never in anything else.

`CREDITPLUS_FUZZ_TEXTS` says how many spoiled texts are read; without it a few thousand, which take well under a minute.
`make soak` reads 100,000.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditplus import cases, drafts, guardrails, limits, scenarios
from creditplus.errors import Problem
from creditplus.texts import Text
from tests import shelf
from tests.laws import manglings

COUNT = int(os.environ.get("CREDITPLUS_FUZZ_TEXTS", "3000"))
SHARDS = 20
SECONDS_MAX = 0.3
BOOKS = [shelf.text(file) for file in shelf.RULEBOOKS]
SHORT = "\n".join(
    BOOKS[0].split("[[rules]]")[0].splitlines() + ["[[rules]]" + part for part in BOOKS[0].split("[[rules]]")[1:6]]
)
"""A good text that is short enough to be read thousands of times."""


def looked_at(text: str) -> tuple[Text, float]:  # type: ignore[type-arg]  # of whatever was read
    """Read a text as a rulebook and look at its guardrails; with the processor time that took."""
    begun = time.process_time()
    draft = drafts.rulebook(text, "spoiled.toml", shelf.catalogue())
    ruling = shelf.read_limits().value
    assert ruling is not None
    found = guardrails.of_rulebook(draft, shelf.catalogue(), ruling)
    assert all(isinstance(problem, Problem) for problem in found)
    return draft, time.process_time() - begun


def pace() -> float:
    """How many times slower than a quiet machine this one is just now: there, a quarter of a million squares take 13 ms."""
    begun = time.process_time()
    sum(number * number for number in range(250_000))
    return max(1.0, (time.process_time() - begun) / 0.013)


def wrong_with(text: str) -> list[str]:
    """What is wrong with how a text was read: it took too long, gave both or neither, or a problem without its words."""
    draft, seconds = looked_at(text)
    for _ in range(3):
        if seconds > SECONDS_MAX:  # once more, at the machine's pace: other programs may share the processor
            slow = pace()
            seconds = min(seconds, looked_at(text)[1] / max(slow, pace()))
    flaws = [f"{seconds:.2f} s"] if seconds > SECONDS_MAX else []
    if (draft.value is None) != bool(draft.problems):
        flaws.append("a value and problems, or neither")
    last = text.count("\n") + 1
    flaws += [
        f"{problem.told()[:200]}"
        for problem in draft.problems
        if not problem.message.zh
        or not problem.message.en
        or not 0 <= problem.line <= last
        or len(problem.told()) > 1500
    ]
    return flaws


@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_spoiled_text_is_read_to_a_value_or_to_problems(shard: int):
    spoiled = {}
    for seed in range(shard, COUNT, SHARDS):
        good = BOOKS[seed // SHARDS % len(BOOKS)] if seed % 7 == 0 else SHORT
        if flaws := wrong_with(manglings.mangled(good, seed)):
            spoiled[seed] = flaws
    assert spoiled == {}


@pytest.mark.parametrize("way", manglings.HEAVY, ids=lambda way: way.__name__)
@pytest.mark.parametrize("seed", range(30))
def test_the_longest_and_deepest_texts_are_read_in_time(way, seed: int):
    assert wrong_with(way(SHORT, manglings.Rand(seed))) == []


@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_at_all_is_read_to_a_value_or_to_problems(text: str):
    assert wrong_with(text) == []


@pytest.mark.parametrize("seed", range(120))
def test_other_kinds_of_text_bear_the_same(seed: int):
    shelved = [
        shelf.CATALOGUES[0],
        shelf.LIMITS[0],
        shelf.SCENARIOS[-1],
        shelf.RULEBOOKS[0].replace(".toml", ".cases.toml"),
    ]
    reads: list[Callable[[str], Text[Any]]] = [
        lambda text: drafts.catalogue(text, "spoiled.toml"),
        lambda text: limits.read(text, "spoiled.toml"),
        lambda text: scenarios.read(text, "spoiled.toml", shelf.catalogue()),
        lambda text: cases.read(text, "spoiled.toml"),
    ]
    text = manglings.mangled(shelf.text(shelved[seed % 4]), seed + 1)
    draft = reads[seed % 4](text)
    assert (draft.value is None) == bool(draft.problems)
