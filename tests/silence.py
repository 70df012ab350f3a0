"""Measures the silence of a decision: the seven causes of the standard service, interleaved, told apart by time or not.

`python -m tests.silence 5000` prints a table for `docs/benchmarks.md`; `make bench` calls it. Decisions are asked with a real
database and a real commit each, in one process, in an order drawn anew for every round.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from creditplus.actions.decide_scenario import decide_scenario
from creditplus.offers.charges import Bill
from tests import scenario_texts, town
from tests.actions import test_scenarios as scenes

SCENARIO = "parking-longer"
WARM_UP = 50


async def measured(rounds: int) -> dict[str, list[float]]:
    """Seconds of every decision, by cause."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        url = f"sqlite:///{folder / 'town.db'}"
        await town.furnish(url, folder / "keys")
        async with town.opened(url, folder / "keys") as found:
            await scenes.rule(found, scenario_texts.PARKING)
            gate = await scenes.operator(found, "parking", SCENARIO)
            scenes.LEFT = datetime.now(UTC) + timedelta(hours=1)  # after everybody joined, in the order of steps
            links = await scenes.seven(found, gate)
            chance, order = random.Random(1), list(links)
            took: dict[str, list[float]] = {cause: [] for cause in order}
            for one in range(rounds + WARM_UP):
                chance.shuffle(order)
                for cause in order:
                    start = time.perf_counter()
                    answer = await found.act(
                        decide_scenario, gate, SCENARIO, None, None, links[cause], Bill(minutes=95)
                    )
                    if one >= WARM_UP:
                        took[cause].append(time.perf_counter() - start)
                    assert answer.outcome == "standard", cause
            return took


def welch(one: list[float], other: list[float]) -> float:
    """Welch's t of two samples with unequal variances."""
    spread = statistics.variance(one) / len(one) + statistics.variance(other) / len(other)
    return float((statistics.mean(one) - statistics.mean(other)) / spread**0.5)


def calm(samples: list[float]) -> list[float]:
    """Without the slowest twentieth, where other work on the machine shows."""
    return sorted(samples)[: len(samples) * 19 // 20]


def told(rounds: int) -> str:
    """The table: each cause against `below`."""
    took = asyncio.run(measured(rounds))
    below = took["below"]
    rows = [
        f"| {cause} | {statistics.median(samples) * 1e6:.0f} µs | {statistics.median(samples) / statistics.median(below):.4f} | "
        f"{welch(samples, below):.2f} | {welch(calm(samples), calm(below)):.2f} |"
        for cause, samples in took.items()
        if cause != "below"
    ]
    return f"""The standard service by its seven causes, {rounds} interleaved samples of each; every row is compared with `below`
({statistics.median(below) * 1e6:.0f} µs). The bar is |t| < 4.5, or medians within 1 %.

| cause | median | ratio of medians | Welch t, all samples | Welch t without the slowest 5 % |
|---|---|---|---|---|
{chr(10).join(rows)}
"""


if __name__ == "__main__":
    print(told(int(sys.argv[1]) if len(sys.argv) > 1 else 5000))
