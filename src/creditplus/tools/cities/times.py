"""How long answers of other cities take: what came to nothing sooner waits as long, so that the operator's clock does not say which.

watch = Watch()                   # a guest is there
watch.answered()                  # home's answer counts …
await watch.wait()                # … or came to nothing: as long as one of the last answers took
watch.over()                      # the guest has been decided about

Why a wait is cut short by a little: whoever sleeps wakes late, and works more slowly at first than whoever has just read an answer.
How much that is lately is measured, up to the end of the decision.
"""

import asyncio
import random
import statistics
import time
from collections import deque

REMEMBERED = 32
"""How many times are remembered: only the last ones say how fast the lines are now."""

_took: deque[float] = deque(maxlen=REMEMBERED)
_after_answers: deque[float] = deque(maxlen=REMEMBERED)
_after_waits: deque[float] = deque(maxlen=REMEMBERED)


class Watch:
    """One guest's time, from being met to being decided about."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()
        self._known = self._begun
        self._after: deque[float] | None = None

    def answered(self) -> None:
        """Home's answer is known, and counts."""
        self._known = time.perf_counter()
        self._after = _after_answers
        _took.append(self._known - self._begun)

    async def wait(self) -> None:
        """Nothing came of it: if that was sooner than any answer lately, wait until it took as long as one of them."""
        so_far = time.perf_counter() - self._begun
        if not _took or so_far >= min(_took):
            return
        self._known = self._begun + random.choice(_took) - _later()
        self._after = _after_waits
        await asyncio.sleep(self._known - time.perf_counter())

    def over(self) -> None:
        """The guest has been decided about."""
        if self._after is not None:
            self._after.append(time.perf_counter() - self._known)


def _later() -> float:
    """By how many seconds what comes after a wait ends later than what comes after an answer."""
    if not _after_waits or not _after_answers:
        return 0.0
    return statistics.median(_after_waits) - statistics.median(_after_answers)
