"""How much memory something takes at most, from the kernel where it keeps count, else from Python.

Why the kernel: its count costs a hundredth of a millisecond, so that each of 100,000 texts can be weighed; Python's own count makes
everything four times as slow, and does not see what the parsers in C take for themselves.
"""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
RESET = Path("/proc/self/clear_refs")
STATUS = Path("/proc/self/status")
_LEAST: list[int] = []
"""The least that this process was seen to have: what it kept of one thing and uses again for the next counts for the next, too."""


def most(act: Callable[[], T]) -> tuple[T, int]:
    """What something gives, and the most bytes that this process had meanwhile above its least (proc(5): VmHWM since it was reset)."""
    try:
        RESET.write_text("5")
        _LEAST[:] = [min([*_LEAST, _kept("VmRSS")])]
    except OSError:
        return traced(act)
    return act(), _kept("VmHWM") - _LEAST[0]


def traced(act: Callable[[], T]) -> tuple[T, int]:
    """What something gives, and the most bytes that Python took for it at any moment."""
    tracemalloc.start()
    try:
        return act(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _kept(name: str) -> int:
    """A number of bytes that the kernel keeps of this process."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
