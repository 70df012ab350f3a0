"""Traces reach a collector that somebody else's protocol describes, and say nothing of anybody; without one nothing is sent."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import msgspec
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from creditplus.errors import Invalid
from creditplus.tools import telemetry
from tests.web import town as towns
from tests.web.town import Town, citizen_id, good


class Collector(ThreadingHTTPServer):
    """Keeps what it is sent, as an OTLP collector does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.bodies: list[bytes] = []
        self.paths: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def spans(self) -> list[Span]:
        """Every span that came."""
        found = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [span for one in found for of in one.resource_spans for part in of.scope_spans for span in part.spans]


class Taking(BaseHTTPRequestHandler):
    """One request to the collector."""

    def do_POST(self) -> None:
        """Keep it."""
        server = self.server
        assert isinstance(server, Collector)
        server.paths.add(self.path)
        assert self.headers.get("Content-Encoding") is None
        server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as found:
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()


def test_each_answer_is_a_span_with_a_verb_a_status_and_nobody(town: Town, collector: Collector) -> None:
    number = citizen_id()
    with towns.running(msgspec.structs.replace(town.settings, telemetry_url=collector.url)) as address:
        good(httpx.get(f"{address}/version", trust_env=False))
        httpx.get(f"{address}/{number}", params={"who": number}, headers={"traceparent": number}, trust_env=False)
    spans = {span.name: span for span in collector.spans()}
    told = {one.key: one.value.string_value or one.value.int_value for one in spans["none"].attributes}
    assert (set(spans), collector.paths) == ({"read_version", "none"}, {"/v1/traces"})
    assert told == {"verb": "none", "status": 404, "problem": "unknown-door"}
    assert 0 <= spans["none"].end_time_unix_nano - spans["none"].start_time_unix_nano < 30 * 10**9
    assert number.encode() not in b"".join(collector.bodies)


def test_a_collector_that_is_gone_costs_nobody_an_answer(town: Town, collector: Collector) -> None:
    gone = collector.url
    collector.shutdown()
    collector.server_close()
    with towns.running(msgspec.structs.replace(town.settings, telemetry_url=gone)) as address:
        assert good(httpx.get(f"{address}/version", trust_env=False))["api"] == "1"


def test_without_the_extra_the_setting_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    with pytest.raises(Invalid, match="bad-settings"):
        telemetry.open("http://127.0.0.1:1", "1")
