"""Whatever somebody writes, reading it ends soon and in a value or in problems, never in anything else.

`CREDITPLUS_FUZZ_TEXTS` says how many spoiled texts are read; without it a few thousand, which take well under a minute.
`make soak` reads 100,000.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditplus import guardrails, scenarios
from creditplus.drafting import drafts
from creditplus.errors import Problem
from creditplus.language import lines, texts
from creditplus.language.lines import Path
from creditplus.language.texts import Text
from creditplus.outlooks import cases
from creditplus.province import limits
from tests import memory, shelf
from tests.laws import heaviest, manglings

COUNT = int(os.environ.get("CREDITPLUS_FUZZ_TEXTS", "3000"))
SHARDS = 20
SECONDS_MAX = 0.3
"""Of processor time; the heaviest text takes half of that on two shared cores."""
MEMORY_MAX = 100 * 2**20
"""Bytes that reading one text may take at most."""
BOOKS = [shelf.text(file) for file in shelf.RULEBOOKS]
SHORT = "\n".join(
    BOOKS[0].split("[[rules]]")[0].splitlines() + ["[[rules]]" + part for part in BOOKS[0].split("[[rules]]")[1:6]]
)
"""A good text that is short enough to be read thousands of times."""


def looked_at(text: str) -> tuple[Text, float]:  # type: ignore[type-arg]  # of whatever was read
    """Read a text as a rulebook and look at its guardrails; with the processor time that took."""
    lines.find.cache_clear()
    begun = time.process_time()
    draft = drafts.rulebook(text, "spoiled.toml", shelf.catalogue())
    ruling = shelf.read_limits().value
    assert ruling is not None
    found = guardrails.of_rulebook(draft, shelf.catalogue(), ruling)
    assert all(isinstance(problem, Problem) for problem in found)
    return draft, time.process_time() - begun


def wrong_with(text: str) -> list[str]:
    """What is wrong with how a text was read: it took too long or too much memory, gave both or neither, or a problem without words.

    Processor time is what the text itself costs: time on the clock would count other programs too, and they slow even the
    processor's time down now and then, so a text that took too long is looked at twice more and its quickest look counts.
    """
    (draft, seconds), taken = memory.most(lambda: looked_at(text))
    if seconds > SECONDS_MAX:
        seconds = min(looked_at(text)[1] for _ in range(2))
    flaws = [f"{seconds:.2f} s"] if seconds > SECONDS_MAX else []
    if taken > MEMORY_MAX:
        flaws.append(f"{taken / 2**20:.0f} MiB")
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


def traced(text: str) -> int:
    """The most bytes that Python itself took at any moment while a text was read."""
    return memory.traced(lambda: looked_at(text))[1]


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


@pytest.mark.parametrize("shape", heaviest.SHAPES)
def test_the_heaviest_texts_that_are_read_to_the_end_are_read_in_time(shape: str):
    assert wrong_with(heaviest.text(shape)) == []


@pytest.mark.parametrize("shape", heaviest.SHAPES)
def test_the_heaviest_texts_take_little_memory(shape: str):
    assert traced(heaviest.text(shape)) < MEMORY_MAX


def test_what_takes_too_much_is_noticed():
    assert memory.most(lambda: len(bytes(range(256)) * (MEMORY_MAX // 128)))[1] > MEMORY_MAX


@pytest.mark.parametrize("way", manglings.HEAVY, ids=lambda way: way.__name__)
def test_the_longest_and_deepest_texts_take_little_memory(way):
    assert max(traced(way(SHORT, manglings.Rand(seed))) for seed in range(12)) < MEMORY_MAX


@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_at_all_is_read_to_a_value_or_to_problems(text: str):
    assert wrong_with(text) == []


def leaves(raw: object, path: Path = ()) -> Iterator[Path]:
    """The key path of every plain value of a parsed text."""
    if isinstance(raw, dict | list):
        for key, inner in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from leaves(inner, (*path, key))
    else:
        yield path


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_value_of_whatever_is_toml_stands_on_a_line(shard: int):
    lost = {}
    for seed in range(shard, max(COUNT // 3, 600), SHARDS):
        text = manglings.mangled(SHORT, seed)
        raw, problem = texts.parse(text)
        if problem is None and "\\" not in text:  # a key with escapes is known by how it was written
            found = lines.find(text)
            if missing := [path for path in leaves(raw) if path not in found]:
                lost[seed] = missing[:3]
    assert lost == {}


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
