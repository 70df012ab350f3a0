"""Half load for a long time: whether the worker's memory and descriptors stay as they are (`make soak`, or `make bench ARGS=steady`).

`CREDITPLUS_STEADY_MINUTES` says how long (30). A slope is told for an hour, by least squares over the samples after the first fifth.
"""

import os
import threading
import time
from pathlib import Path

from creditplus.tools import tokens
from tests import pace, servers, wrk

MINUTES = float(os.environ.get("CREDITPLUS_STEADY_MINUTES", "30"))
EVERY_S = 5.0
LEG_S = 240.0
"""How long one token asks; it lives for ten minutes."""
CONNECTIONS = 64


class Watch(threading.Thread):
    """Looks at a process now and then."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.seen, self.over = pid, list[tuple[float, float, float]](), threading.Event()

    def run(self) -> None:
        while not self.over.wait(EVERY_S):
            status = Path(f"/proc/{self.pid}/status").read_text().splitlines()
            kept = int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024
            self.seen.append((time.monotonic() / 3600, kept, len(os.listdir(f"/proc/{self.pid}/fd"))))


def slope(points: list[tuple[float, float]]) -> float:
    """How much something grows in an hour."""
    middle_x, middle_y = (sum(column) / len(points) for column in zip(*points, strict=True))
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return float(sum((x - middle_x) * (y - middle_y) for x, y in points) / spread)


def told() -> str:
    """The section of the page."""
    wrk.there()
    with pace.furnished("PostgreSQL") as found:
        tokens.open(found.keys, "creditplus", "creditplus")
        port = servers.free_port()
        with pace.ours(found, port) as pid:
            wrk.ask(port, found.link(), 10, CONNECTIONS)
            full = wrk.ask(port, found.link(), 8, CONNECTIONS).rate
            pause_ms = round(CONNECTIONS / (full / 2) * 1000 / 2)
            watch, ends, legs = Watch(pid), time.monotonic() + MINUTES * 60, []
            watch.start()
            while (left := ends - time.monotonic()) > 10:
                legs.append(wrk.ask(port, found.link(), min(left, LEG_S), CONNECTIONS, pause_ms))
            watch.over.set()
            watch.join()
    return _table(full, legs, watch.seen[len(watch.seen) // 5 :])


def _table(full: float, legs: list[wrk.Round], seen: list[tuple[float, float, float]]) -> str:
    asked, mid = sum(leg.asked for leg in legs), wrk.middle(legs)
    memory = [(at, kept) for at, kept, _ in seen]
    files = [(at, count) for at, _, count in seen]
    return f"""One worker on PostgreSQL, {CONNECTIONS} connections that pause between questions, for {MINUTES:.0f} minutes:
{asked:,.0f} decisions at {mid.rate:.0f} a second ({mid.rate / full:.2f} of what it gave without pauses), median {mid.middle:.1f} ms,
slowest hundredth {mid.late:.1f} ms, none wrong.

| what | first | last | slope in an hour |
|---|---|---|---|
| memory of the worker | {memory[0][1]:.0f} MiB | {memory[-1][1]:.0f} MiB | **{slope(memory):+.1f} MiB** |
| open descriptors | {files[0][1]:.0f} | {files[-1][1]:.0f} | **{slope(files):+.2f}** |
"""


def test_memory_and_descriptors_stay_as_they_are_under_half_load() -> None:
    """A tenth of what there is may be gained in an hour, for what is remembered grows at first; no descriptor."""
    told_now = told()
    print(told_now)
    lines = [line.split("|") for line in told_now.splitlines() if line.startswith(("| memory", "| open"))]
    memory, files = (float(cells[4].strip(" *MiB")) for cells in lines)
    held = float(lines[0][3].split()[0])
    assert (memory < held / 10, files < 1) == (True, True)
