"""Counties scored on one machine, two processes side by side, each with one thread.

Why processes and not more threads: reading, planning and the steps in Python overlap too, which made two processes of one thread
half as fast again as one of two. A single county is scored right here, its kinds side by side.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from creditplus.tools.bulk import runs
from creditplus.tools.bulk.results import Run, Task

THREADS = "POLARS_MAX_THREADS"


def score_counties(tasks: Sequence[Task]) -> Iterator[Run]:
    """The result of each task, in the order of the tasks, each as soon as it and those before it are done."""
    if len(tasks) < 2:
        yield from map(runs.score_county, tasks)
        return
    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"  # read by each new process when it first asks for a column
    try:
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(len(tasks), os.cpu_count() or 1), mp_context=fresh) as pool:
            yield from pool.map(runs.score_county, tasks)
    finally:
        os.environ.pop(THREADS) if before is None else os.environ.update({THREADS: before})
