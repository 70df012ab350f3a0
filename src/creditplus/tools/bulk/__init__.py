"""Scores of a whole county at once: the same formula that scores one person, read over columns instead of numbers.

Why a third reader: a county's what-if and the province's nightly re-score touch millions of records. All rules are per
person, so one pure function over a partition of people is enough for one machine and for a hundred.

Why a name is looked up only when it is used: Polars takes longer to read than most of what else a process needs, and a service
that answers at a desk never uses it.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from creditplus.tools.bulk import towns
    from creditplus.tools.bulk.gathering import gather, leaning
    from creditplus.tools.bulk.impacts import compared, tally
    from creditplus.tools.bulk.results import Row, Run, Task, changed, named, sealed
    from creditplus.tools.bulk.runs import score_county
    from creditplus.tools.bulk.snapshots import Manifest, Snapshot, newest, place, unharmed

ENGINES = ("local", "spark")
"""Who does the work: this machine, or a Spark cluster that shares the folder."""
FILES = {
    "gathering": ("gather", "leaning"),
    "impacts": ("compared", "tally"),
    "results": ("Row", "Run", "Task", "changed", "named", "sealed"),
    "runs": ("score_county",),
    "snapshots": ("Manifest", "Snapshot", "newest", "place", "unharmed"),
}
"""In which file each name is."""


def __getattr__(name: str) -> Any:
    """A name of one of the files, which is read now."""
    for file, names in FILES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{file}"), name)
    if name == "towns":
        return import_module(f"{__name__}.towns")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def score(tasks: "Sequence[Task]", engine: str = "local", master: str | None = None) -> "Iterator[Run]":
    """The result of each county, in the order of the tasks; the same whoever does the work. `master` is where Spark is."""
    from creditplus.tools.bulk import processes, spark

    return spark.score_counties(tasks, master) if engine == "spark" else processes.score_counties(tasks)


__all__ = [
    "ENGINES",
    "Manifest",
    "Row",
    "Run",
    "Snapshot",
    "Task",
    "changed",
    "compared",
    "gather",
    "leaning",
    "named",
    "newest",
    "place",
    "score",
    "score_county",
    "sealed",
    "tally",
    "towns",
    "unharmed",
]
