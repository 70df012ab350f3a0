"""Numbers by which those who run the service see how it does (prometheus_client): how many requests, how long, what went wrong.

Nothing here is about anybody: every label comes from a short list that stands in the code (a verb, a status, a type of problem),
never from what was sent. No county, operator or client is a label, and a benefit is counted like a standard answer: a small count
next to a clock would say who received what.

Why several processes share files: each worker counts by itself, and what is told is the sum of all, ended ones too.
"""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    ProcessCollector,
    generate_latest,
    multiprocess,
    start_http_server,
)

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own name for the folder in which several processes count together."""
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
OWN = CollectorRegistry()
ANSWERED = Counter(
    "creditplus_answers", "answers by verb, status and type of problem", ("verb", "status", "problem"), registry=OWN
)
TOOK = Histogram("creditplus_answer_seconds", "how long an answer took", ("verb",), buckets=SECONDS, registry=OWN)
INSIDE = Gauge("creditplus_inside", "requests being worked on", registry=OWN, multiprocess_mode="livesum")
WAITING = Gauge(
    "creditplus_journal_waiting", "what waits to be committed together", registry=OWN, multiprocess_mode="livesum"
)
MISMATCHES = Gauge(
    "creditplus_engine_mismatches",
    "answers of the rule engine that differed from the plain reading; must stay 0",
    registry=OWN,
    multiprocess_mode="sum",
)
FAILURES = Gauge(
    "creditplus_engine_failures", "errors of the rule engine; must stay 0", registry=OWN, multiprocess_mode="sum"
)
SEALED_AT = Gauge(
    "creditplus_sealed_at_seconds",
    "when the log was sealed last, in seconds since 1970; 0 is never",
    registry=OWN,
    multiprocess_mode="max",
)
NEIGHBOURS = Counter("creditplus_cities", "questions to other cities by what came of them", ("what",), registry=OWN)
PROVINCE_AT = Gauge(
    "creditplus_province_heard_at_seconds",
    "when the province's list was fetched last, in seconds since 1970; 0 is never",
    registry=OWN,
    multiprocess_mode="max",
)
ProcessCollector(registry=OWN)
_counters: dict[tuple[str, int, str], Counter] = {}
_histograms: dict[str, Histogram] = {}


def answered(verb: str, status: int, problem: str, seconds: float) -> None:
    """One answer left. `verb` and `problem` are names that stand in the code."""
    name = verb, status, problem
    counter = _counters.get(name)
    if counter is None:
        counter = _counters[name] = ANSWERED.labels(*map(str, name))
    took = _histograms.get(verb)
    if took is None:
        took = _histograms[verb] = TOOK.labels(verb)
    counter.inc()
    took.observe(seconds)


def state(*, waiting: int, inside: int, mismatches: int, failures: int) -> None:
    """How much this process works on, and how its journal and its rule engine are."""
    INSIDE.set(inside)
    WAITING.set(waiting)
    MISMATCHES.set(mismatches)
    FAILURES.set(failures)


def sealed(at_s: float) -> None:
    """When the log was sealed last, in seconds since 1970."""
    SEALED_AT.set(at_s)


def neighbour(what: str) -> None:
    """One question to another city came to this; `what` is a name that stands in the code."""
    NEIGHBOURS.labels(what).inc()


def province_heard() -> None:
    """The province's list was fetched now."""
    PROVINCE_AT.set_to_current_time()


def together() -> str:
    """From now on the processes that this one starts count together; the folder in which they do."""
    os.environ[SHARED] = tempfile.mkdtemp(prefix="creditplus-metrics-")
    return os.environ[SHARED]


def text() -> str:
    """Everything that is counted, as Prometheus reads it."""
    return generate_latest(_told()).decode()


def serve(host: str, port: int) -> int:
    """Tell it at a port of its own, apart from the service, from a thread: it answers while the service is overloaded. The port."""
    server, _ = start_http_server(port, host, _told())
    return server.server_port


def _told() -> CollectorRegistry:
    if SHARED not in os.environ:
        return OWN
    every = CollectorRegistry()
    Together(every)
    return every


class Together(multiprocess.MultiProcessCollector):
    """What all processes counted; of one that was killed, what it was working on is over."""

    def __init__(self, registry: CollectorRegistry) -> None:
        super().__init__(registry)  # type: ignore[no-untyped-call]  # the library gives it no types

    def collect(self) -> Iterable[Metric]:
        """Everything, without what the dead were doing."""
        for file in Path(os.environ[SHARED]).glob("gauge_live*_*.db"):
            number = int(file.stem.rpartition("_")[2])
            if not Path(f"/proc/{number}").exists() and Path("/proc/self").exists():
                file.unlink(missing_ok=True)
        return super().collect()  # type: ignore[no-untyped-call, no-any-return]  # the same
