"""What is counted and what is logged: everything that those who run the service need, and nothing about anybody."""

import io
import json
import logging
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from creditplus.tools import logs, metrics
from tests.web.town import Town, citizen_id, good


def counted(name: str) -> float:
    """The value of one line of the metrics; 0 if it is not there."""
    lines = dict(line.rsplit(" ", 1) for line in metrics.text().splitlines() if not line.startswith("#"))
    return float(lines.get(name, 0))


def test_an_answer_is_counted_by_verb_status_and_problem_and_timed(town: Town) -> None:
    names = [
        'creditplus_answers_total{problem="",status="200",verb="read_version"}',
        'creditplus_answers_total{problem="not-signed-in",status="401",verb="read_score"}',
        'creditplus_answers_total{problem="unknown-door",status="404",verb="none"}',
        'creditplus_answer_seconds_count{verb="read_version"}',
    ]
    before = [counted(name) for name in names]
    for path in ("/version", "/v1/me/score", "/nowhere/at/all"):
        town.http.get(path)
    assert [counted(name) - was for name, was in zip(names, before, strict=True)] == [1.0] * 4


def test_a_decision_is_counted_and_whether_it_helped_is_not(town: Town) -> None:
    good(town.ask(town.code(town.joined())))
    lines = [line for line in metrics.text().splitlines() if "decide_scenario" in line and "_total" in line]
    assert [line for line in lines if "benefit" in line or "standard" in line] == []
    assert any('status="200"' in line for line in lines)


def test_labels_are_words_of_the_code_and_never_of_a_request(town: Town) -> None:
    number = citizen_id()
    for path in (f"/{number}", f"/v1/records/{number}/repair", f"/v1/scenarios/{number}"):
        httpx.get(f"{town.http.base_url}{path}", params={"county": number}, trust_env=False)
    assert (number in metrics.text(), "county=" in metrics.text()) == (False, False)


def test_metrics_are_told_at_a_port_of_their_own_and_not_at_the_doors(town: Town) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    metrics.serve("127.0.0.1", port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        said = answer.read().decode()
    assert ("creditplus_engine_mismatches" in said, town.http.get("/metrics").status_code) == (True, 404)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged from now on, as it is written."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.open("info")
    (handler,) = (one for one in root.handlers if isinstance(one, logging.StreamHandler))
    stream = io.StringIO()
    handler.setStream(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def said(written: io.StringIO) -> dict[str, object]:
    """The one line that was written."""
    (line,) = written.getvalue().splitlines()
    return dict(json.loads(line))


def test_a_line_is_one_json_object(written: io.StringIO) -> None:
    logging.getLogger("creditplus.web").error("failed: %s", "ValueError", extra={"verb": "read_score", "person": "x"})
    line = said(written)
    assert {name: line[name] for name in ("event", "logger", "level", "verb")} == {
        "event": "failed: ValueError",
        "logger": "creditplus.web",
        "level": "error",
        "verb": "read_score",
    }
    assert ("person" in line, str(line["timestamp"]).endswith("Z")) == (False, True)


@pytest.mark.parametrize(
    "who",
    [
        "23990019600101001X",
        "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJ4In0.c2ln",
        "ABCDEFGH23456789",
        "黑N9Z7K5",
        "postgresql://creditplus:s3cret@db/creditplus",
    ],
)
def test_what_looks_like_somebody_is_struck_out_even_where_a_library_says_it(written: io.StringIO, who: str) -> None:
    logging.getLogger("some.library").warning("could not read %s, sorry", who)
    assert (who in str(said(written)["event"]), logs.STRUCK in str(said(written)["event"])) == (False, True)


def test_of_an_exception_only_its_kind_and_place_are_written(written: io.StringIO) -> None:
    try:
        raise ValueError("张三 did something")
    except ValueError:
        logging.getLogger("some.library").exception("it broke")
    line = said(written)
    assert (line["error"], "张三" in written.getvalue(), "test_of_an_exception" in str(line["where"])) == (
        "builtins.ValueError",
        False,
        True,
    )


def test_what_a_killed_worker_was_working_on_is_over_and_what_it_answered_stays_counted(tmp_path: Path) -> None:
    killed = (
        "import os; from creditplus.tools import metrics as m; m.state(waiting=0, inside=3, mismatches=0, failures=0); "
        "m.answered('x', 200, '', 0.1); os._exit(9)"
    )
    asked = "from creditplus.tools import metrics; metrics.state(waiting=0, inside=1, mismatches=0, failures=0); print(metrics.text())"
    environment = os.environ | {metrics.SHARED: str(tmp_path)}
    ends = [subprocess.run([sys.executable, "-c", killed], env=environment, check=False).returncode]
    told = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert (ends, "creditplus_inside 1.0" in told) == ([9], True)
    assert 'creditplus_answers_total{problem="",status="200",verb="x"} 1.0' in told
