"""The same function where one machine is outgrown: Spark hands counties to its executors, and each scores its own (`mapInArrow`).

Why Spark only hands out work: a county's files lie in a folder that all machines share, the result is written beside them under
a name of its own, whole or not at all, so an executor that is lost costs time and nothing else; nothing is ever shuffled.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from creditplus.tools.bulk import runs
from creditplus.tools.bulk.results import Run, Task

SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.executorEnv.POLARS_MAX_THREADS": "1",
}
SHAPE = "place int, result string"


def score_counties(tasks: Sequence[Task], master: str | None = None, **settings: str) -> Iterator[Run]:
    """The result of each task, in the order of the tasks. `master` is Spark's own word for where: `local[2]`, `spark://…`."""
    from pyspark.sql import SparkSession

    os.environ.setdefault(
        "PYSPARK_PYTHON", sys.executable
    )  # the same Python on every machine, unless somebody says which
    building = SparkSession.builder.appName("creditplus")
    if master is not None:
        building = building.master(master)
    for name, value in {**SETTINGS, **settings}.items():
        building = building.config(name, value)
    session = building.getOrCreate()
    try:
        places = session.sparkContext.parallelize(range(len(tasks)), len(tasks)).map(lambda place: (place,))
        asked = session.createDataFrame(places, "place int")
        found = asked.mapInArrow(score_batches(tuple(tasks)), SHAPE).collect()
    finally:
        session.stop()
    results = {row["place"]: row["result"] for row in found}
    yield from (msgspec.json.decode(results[place], type=Run) for place in range(len(tasks)))


def score_batches(tasks: Sequence[Task]) -> Any:
    """The function that Spark carries to its executors: batches of places in, results out."""

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        for batch in batches:
            places = batch.column("place").to_pylist()
            results = [msgspec.json.encode(runs.score_county(tasks[place])).decode() for place in places]
            yield pyarrow.RecordBatch.from_pydict(
                {"place": pyarrow.array(places, pyarrow.int32()), "result": pyarrow.array(results, pyarrow.string())}
            )

    return work
