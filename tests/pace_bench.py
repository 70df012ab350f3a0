"""The tables about pace for `docs/benchmarks.md`: `make bench ARGS=pace`, `ARGS=beside`, and one section by itself the same way."""

import contextlib
import os
import statistics
import sys
import tempfile
from pathlib import Path

from creditplus.tools import tokens
from tests import pace, servers, wrk
from tests.wrk import Asked, Round

ROUNDS = int(os.environ.get("CREDITPLUS_PACE_ROUNDS", "5"))
SAID = {"bare": "bare POST", "link": "a plate, lately seen", "code": "a new code each time"}
TOWN = '{"persons":{"a":{"hours":{"2026-10-01":120},"agreed":{"2026-10-01":true},"free_minutes":{"2026-10-01":null}}}}'


def ratio(own: list[Round], other: list[Round], place: int = 0) -> float:
    """The median of the ratios round by round."""
    return statistics.median(one[place] / two[place] for one, two in zip(own, other, strict=True))


def told() -> str:
    """The pace of one worker on each database, and of two on PostgreSQL."""
    wrk.there()
    rows = []
    for name, promise in (("PostgreSQL", 0.5), ("SQLite", 0.35)):
        with pace.furnished(name) as found:
            rounds = pace.measured(found, ROUNDS)
            rows += [_row(name, what, rounds, promise) for what in SAID]
            rows += [_two(found)] if name == "PostgreSQL" else []
    return f"""Complete decisions, {wrk.CONNECTIONS} connections of wrk, {ROUNDS} rounds of {pace.ROUND_S:.0f} s that take turns;
before each round the same is asked for {pace.RESUMED_S:.0f} s that is not counted
(whoever rested while others were asked gives the first answer only after 0.1–0.2 s here).
One worker each, but for the last row of PostgreSQL; the bare POST is a Litestar of its own under the same uvicorn.

| database | what | a second | median / slowest hundredth | ratio of answers (promise) | ratio of slowest hundredths (promise) |
|---|---|---|---|---|---|
{chr(10).join(rows)}
"""


def _row(name: str, what: str, rounds: dict[str, list[Round]], promise: float) -> str:
    own, bare = rounds[what], rounds["bare"]
    mid = wrk.middle(own)
    many = "1" if what == "bare" else f"**{ratio(own, bare):.2f}** (≥ {promise})"
    late = "1" if what == "bare" else f"**{ratio(own, bare, 2):.1f}** (≤ 4)"
    return f"| {name} | {SAID[what]} | {mid.rate:.0f} | {mid.middle:.1f} / {mid.late:.1f} ms | {many} | {late} |"


def _two(found: pace.Furnished) -> str:
    """Two workers beside one. The one who asks and the database need a core, too: how many there are is said with it."""
    one, two = servers.free_port(), servers.free_port()
    rounds: dict[int, list[Round]] = {one: [], two: []}
    with pace.ours(found, one), pace.ours(found, two, 2):
        for port in rounds:
            wrk.ask(port, found.link(), pace.WARM_UP_S["link"], 64)
        for _ in range(ROUNDS):
            for port, had in rounds.items():
                had.append(wrk.ask(port, found.link(), pace.ROUND_S, 64))
    mid, cores = wrk.middle(rounds[two]), os.cpu_count()
    times = f"{ratio(rounds[two], rounds[one]):.2f} × one worker (≥ 1.6 where cores allow; here {cores} for all)"
    return f"| PostgreSQL | a plate, two workers, 64 connections | {mid.rate:.0f} | {mid.middle:.1f} / {mid.late:.1f} ms | **{times}** | |"


def beside() -> str:
    """The same question beside what a user would otherwise pick, and uvicorn beside granian."""
    wrk.there()
    if not (pace.YARD / "openfisca").exists():
        sys.exit("the yardsticks are not installed: make build/yard/ready")
    with pace.furnished("PostgreSQL") as found, contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        sides = _sides(found, stack, folder)
        rounds: dict[str, list[Round]] = {name: [] for name in sides}
        for turn in range(ROUNDS + 1):
            for name, (port, asked) in sides.items():
                had = wrk.ask(port, found.link() if name == "ours" else asked, pace.ROUND_S if turn else 8)
                rounds[name] += [had] if turn else []
    return _beside_table(rounds)


def _sides(found: pace.Furnished, stack: contextlib.ExitStack, folder: str) -> dict[str, tuple[int, Asked]]:
    """All servers, started; what each is asked."""
    tokens.open(found.keys, "creditplus", "creditplus")
    ports = {name: servers.free_port() for name in ("ours", "uvicorn", "granian", "openfisca", "handmade")}
    stack.enter_context(pace.ours(found, ports["ours"]))
    for server in ("uvicorn", "granian"):
        stack.enter_context(pace.bare(ports[server], server))
    serve = [str(pace.YARD / "openfisca"), "serve", "--country-package", "county", "--workers", "1"]
    stack.enter_context(pace.running([*serve, "--port", str(ports["openfisca"])], ports["openfisca"]))
    root = stack.enter_context(servers.room())
    postgres = servers.start_postgres(root)
    stack.callback(postgres.stop)
    made = [str(pace.YARD / "python"), "-m", "tests.yard.handmade", str(ports["handmade"]), folder]
    stack.enter_context(pace.running(made, ports["handmade"], YARD_DATABASE=postgres.fresh_database()))
    token = (Path(folder) / "token").read_text()
    plates = [f'/decide {{"link":"{order:064x}","minutes":95}}' for order in range(300)]
    bare = pace.bare_asked()
    asked = {"ours": bare, "uvicorn": bare, "granian": bare, "openfisca": Asked([f"/calculate {TOWN}"])}
    asked["handmade"] = Asked(plates, token)
    return {name: (ports[name], asked[name]) for name in ports}


def _beside_table(rounds: dict[str, list[Round]]) -> str:
    said = {
        "ours": "Credit+, a plate: token, decision, event committed, attestation",
        "openfisca": "OpenFisca web API: reckons only; no token, nothing kept, nothing signed",
        "handmade": "made by hand: Litestar, zen-engine, SQLAlchemy, a commit for each request, token and signature",
        "uvicorn": "bare Litestar POST under uvicorn",
        "granian": "bare Litestar POST under granian",
    }
    rows = []
    for name, what in said.items():
        mid = wrk.middle(rounds[name])
        times = f"**{ratio(rounds['ours'], rounds[name]):.1f}** (≥ 5)" if name in ("openfisca", "handmade") else ""
        rows.append(f"| {what} | {mid.rate:.0f} | {mid.middle:.1f} / {mid.late:.1f} ms | {times} |")
    served = ratio(rounds["uvicorn"], rounds["granian"])
    return f"""The same question with one worker each, {wrk.CONNECTIONS} connections of wrk, {ROUNDS} rounds in which the sides take turns.
uvicorn answers {served:.2f} times as many POSTs as granian here, so the service runs on uvicorn.

| what | a second | median / slowest hundredth | Credit+ answers so many times as many (promise) |
|---|---|---|---|
{chr(10).join(rows)}
"""
