"""Traces for a collector of the county's own (OpenTelemetry), where it has one: one span for each answer, and nothing about anybody.

A span says the verb, the status, the type of a problem and how long it took: words that stand in the code, as the metrics' labels do.
Why no address, no client and no trace of whoever asked: a collector keeps what it is sent, outside of the audit log and its periods.
Why an extra: most counties have no collector, and what is not installed needs no updates. Spans wait in memory and are sent from a
thread; a collector that is slow or gone costs spans, never an answer.
"""

import time
from typing import Any

from creditplus.errors import Invalid, Problem, Words

SERVICE = "creditplus"
SEND_S = 2
LAST_MS = 3_000
"""How long is waited for the collector when the service ends."""
_open: dict[str, Any] = {}


def open(url: str | None, version: str) -> None:
    """From now on answers are told to the collector at an address; to nobody without one. Raises Invalid without the extra."""
    if url is None or _open:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        said = Words("需要安装可选部分 telemetry", "needs the extra: pip install 'creditplus[telemetry]'")
        raise Invalid("bad-settings", problems=(Problem("environment", 0, "telemetry_url", said),)) from None
    provider = TracerProvider(resource=Resource({"service.name": SERVICE, "service.version": version}))
    exporter = OTLPSpanExporter(endpoint=f"{url.rstrip('/')}/v1/traces", timeout=SEND_S)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _open.update(provider=provider, tracer=provider.get_tracer(SERVICE))


def answered(verb: str, status: int, problem: str, seconds: float) -> None:
    """One answer left."""
    if not _open:
        return
    ended = time.time_ns()
    told = {"verb": verb, "status": status, "problem": problem}
    span = _open["tracer"].start_span(verb, start_time=ended - int(seconds * 1e9), attributes=told)
    span.end(ended)


def close() -> None:
    """Send what waits, if the collector takes it soon."""
    if _open:
        provider = _open.pop("provider")
        _open.clear()
        provider.force_flush(LAST_MS)
        provider.shutdown()
