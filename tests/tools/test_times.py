"""What came to nothing waits as long as an answer took, and is cut short by what waiting itself costs."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from creditplus.tools.cities import times

ANSWER_S = 0.05


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Every test begins with lines of which nothing is known, and leaves none behind."""
    for remembered in (times._took, times._after_answers, times._after_waits):
        remembered.clear()
    yield
    for remembered in (times._took, times._after_answers, times._after_waits):
        remembered.clear()


async def answered() -> None:
    """A guest whose home answers."""
    watch = times.Watch()
    await asyncio.sleep(ANSWER_S)
    watch.answered()
    watch.over()


async def nothing(then: float = 0.0) -> float:
    """The seconds of a guest of whom nothing came at once, with so much work afterwards."""
    begun, watch = time.perf_counter(), times.Watch()
    await watch.wait()
    time.sleep(then)
    watch.over()
    return time.perf_counter() - begun


async def test_nobody_waits_while_no_city_has_answered():
    assert await nothing() < ANSWER_S / 2


async def test_nothing_takes_as_long_as_an_answer_took():
    await answered()
    assert await nothing() > ANSWER_S * 0.9


async def test_whoever_works_more_slowly_after_waiting_is_woken_sooner():
    await answered()
    slower = 0.02
    assert await nothing(slower) > ANSWER_S * 0.9 + slower
    assert times._later() > slower * 0.9


async def test_what_took_longer_than_an_answer_waits_no_more():
    await answered()
    watch = times.Watch()
    await asyncio.sleep(ANSWER_S * 1.5)
    begun = time.perf_counter()
    await watch.wait()
    assert time.perf_counter() - begun < ANSWER_S / 2
