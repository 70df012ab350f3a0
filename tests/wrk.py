"""Asks a server as fast as it answers, by `wrk` of Debian, and tells how many answers came and how long they took."""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

CONNECTIONS = 32
SCRIPT = """
local asked, at, pause = {}, 0, 0
init = function(args)
  for line in io.lines(args[1]) do
    local path, body = line:match("^(%S+) (.*)$")
    asked[#asked + 1] = wrk.format("POST", path, nil, body)
  end
  pause = tonumber(args[2] or "0")
end
request = function()
  at = at % #asked + 1
  return asked[at]
end
delay = function() return pause end
done = function(summary, latency, requests)
  local wrong = summary.errors
  io.write(string.format('{"asked":%d,"seconds":%f,"middle":%f,"late":%f,', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
  io.write(string.format('"wrong":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\\n',
    wrong.connect, wrong.read, wrong.write, wrong.status, wrong.timeout))
end
"""


class Round(NamedTuple):
    """What one round of asking gave: answers a second, their median and slowest hundredth in milliseconds, and how many were asked."""

    rate: float
    middle: float
    late: float
    asked: int


class Asked(NamedTuple):
    """What is asked: a path and a body for each request, and whose token it carries."""

    lines: list[str]
    token: str = ""


def there() -> None:
    """End with one sentence where there is no wrk; nothing is installed by itself."""
    if shutil.which("wrk") is None:
        sys.exit("wrk was not found: the pace is measured with it; install it first (apt-get install wrk)")


def ask(port: int, asked: Asked, seconds: float, connections: int = CONNECTIONS, pause_ms: int = 0) -> Round:
    """Ask for a while on some connections, each of which asks again `pause_ms` after it was answered."""
    with tempfile.TemporaryDirectory() as folder:
        script, lines = Path(folder) / "ask.lua", Path(folder) / "lines"
        script.write_text(SCRIPT if pause_ms else SCRIPT.replace("delay = function() return pause end\n", ""))
        lines.write_text("\n".join(asked.lines) + "\n")
        heads = ["Content-Type: application/json", *([f"Authorization: Bearer {asked.token}"] if asked.token else [])]
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "20s", "-s", str(script)]
        command += [part for head in heads for part in ("-H", head)]
        command += [f"http://127.0.0.1:{port}", "--", str(lines), str(pause_ms)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True)
    told = json.loads(done.stdout[done.stdout.index('{"asked"') :])
    assert not any(told["wrong"].values()), f"of {told['asked']} answers some were no good ones: {told['wrong']}"
    return Round(told["asked"] / told["seconds"], told["middle"], told["late"], told["asked"])


def middle(rounds: Iterable[Round]) -> Round:
    """The medians of some rounds."""
    return Round(*map(statistics.median, zip(*rounds, strict=True)))
