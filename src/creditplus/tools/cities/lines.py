"""The line to one city: how many questions are on it, and whether it is shut because nothing that counts came lately."""

import asyncio
import time
from types import TracebackType

FAILURES_MAX = 3
"""So many in a row, and the line is shut."""
INSIDE_MAX = 32
"""Questions on one line at a time; whoever comes then is not kept waiting."""
KNOCK_S, KNOCK_S_MAX = 5.0, 300.0
"""How long after it was shut somebody knocks, and how long at most between two knocks."""


class Line:
    """One city's line."""

    def __init__(self) -> None:
        self.inside = 0
        self.knocking: asyncio.Task[None] | None = None
        self._failures = 0
        self._patience = KNOCK_S
        self._knock_at: float | None = None

    def __enter__(self) -> None:
        self.inside += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.inside -= 1

    def free(self) -> bool:
        """Whether one more question may go out."""
        return self._knock_at is None and self.inside < INSIDE_MAX

    def good(self) -> None:
        """A good answer came."""
        self._failures, self._patience, self._knock_at = 0, KNOCK_S, None

    def bad(self) -> None:
        """Nothing came that counts."""
        self._failures += 1
        if self._failures >= FAILURES_MAX and self._knock_at is None:
            self.still_shut()

    def knock_due(self) -> bool:
        """Whether it is time to see if the city is there again, and nobody does yet."""
        busy = self.knocking is not None and not self.knocking.done()
        return not busy and self._knock_at is not None and time.monotonic() >= self._knock_at

    def still_shut(self) -> None:
        """The line is shut, the longer the more often it was in vain; only a good answer makes it short again."""
        self._knock_at = time.monotonic() + self._patience
        self._patience = min(2 * self._patience, KNOCK_S_MAX)

    def open(self) -> None:
        """The city is there again: it may be asked, and one more failure shuts the line."""
        self._failures, self._knock_at = FAILURES_MAX - 1, None
