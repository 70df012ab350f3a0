"""Dying on purpose at a commit, so that tests can see what is kept: `CREDITPLUS_DIE_AT="journal before 3"` ends the process at the third.

Points are `plain` transactions that may write and the `journal`, `before` and `after` each of their commits. The process is killed
as by `kill -9`: nothing is rolled back, closed or told. Without the variable a point costs one comparison.
"""

import os
import signal
from itertools import count

VARIABLE = "CREDITPLUS_DIE_AT"
_point, _, _times = os.environ.get(VARIABLE, "").rpartition(" ")
_seen = count(1)


def at(point: str) -> None:
    """Die here, if this is the place and it is time."""
    if point == _point and next(_seen) == int(_times):
        os.kill(os.getpid(), signal.SIGKILL)
