"""What every test may ask for: a real PostgreSQL and a real Redis, started once, when the first test asks.

`postgres.url` and `redis.url` are the servers; `postgres_url` and `redis_url` are an empty database for one test alone.
A run without the programs fails at once and says what to install: nothing is passed over in silence.
"""

import logging
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import freezegun
import hypothesis
import pytest

import creditplus
from creditplus.tools import metrics
from tests import canaries, programs, servers

CLOCKS = ("creditplus.tools.clock", "creditplus.tools.identity", "creditplus.tools.tokens")
"""The only places that ask what time it is."""
MODULES = {module.name for module in pkgutil.walk_packages(creditplus.__path__, "creditplus.")}
OTHERS = {
    name for name in MODULES if not name.startswith(CLOCKS) and not any(clock.startswith(name) for clock in CLOCKS)
}
# A held clock replaces the very type `date` wherever it finds the name; only those who ask the time shall notice.
freezegun.configure(
    extend_ignore_list=[*sorted(OTHERS), "sqlalchemy", "asyncpg", "aiosqlite", "sqlite3", "tomllib", "tests"]
)

# A run of all tests is the same run everywhere: what passes on one machine passes on the next. New towns are looked for apart.
hypothesis.settings.register_profile("repeatable", derandomize=True, database=None)
hypothesis.settings.register_profile("searching", database=None)
hypothesis.settings.load_profile("searching" if os.environ.get("CREDITPLUS_LAWS_SEARCH") else "repeatable")

_STARTED = pytest.StashKey[dict[str, str]]()


class Listening(logging.Handler):
    """Hears every line that anything logs during the whole run, and notes who wrote one with a citizen id, a code or a plate in it.

    What libraries would only say to somebody who looks for their mistakes, and the addresses that the tests ask for, are not ours.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Note a line that says who somebody is."""
        ours = record.name.startswith("creditplus")
        if not ours and (
            record.levelno < logging.INFO or record.name.startswith(("httpx", "httpcore", "uvicorn.access"))
        ):
            return
        canaries.listen(f"log of {record.name}, {record.pathname}:{record.lineno}", record.getMessage())


LISTENING = Listening()


def pytest_configure() -> None:
    """Listen from the first test to the last."""
    logging.getLogger().addHandler(LISTENING)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Tell what failed when it fails: a run that is ended from outside has said so, too."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\n{report.when} of {report.nodeid} failed:\n{report.longreprtext[-4000:]}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run in which anybody's citizen id, code or plate was in a log, address, error, metric or audit answer has failed."""
    canaries.listen("metrics", metrics.text())
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["heard"] = sorted(canaries.HEARD)
    elif canaries.HEARD:
        print(f"\nwho somebody is was told by: {sorted(canaries.HEARD)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Where the tests run on several cores: what each of the others heard."""
    canaries.HEARD.update(getattr(node, "workeroutput", {}).get("heard", ()))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Look for the programs before anything runs."""
    session.config.stash[_STARTED] = {}
    try:
        programs.find_postgres()
        programs.find_redis()
    except programs.Missing as missing:
        pytest.exit(str(missing), returncode=3)


def pytest_report_header() -> list[str]:
    """Which programs will be used, and their versions."""
    return [f"{name}: {version} ({place})" for name, version, place in programs.versions()]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What the servers said of themselves (`select version()`, `INFO server`), if a test needed them."""
    for name, version in config.stash[_STARTED].items():
        terminalreporter.write_line(f"{name} answered: {version}")


@pytest.fixture(scope="session")
def servers_room() -> Iterator[Path]:
    """A folder that the servers' user can reach, removed at the end."""
    with servers.room() as root:
        yield root


@pytest.fixture(scope="session")
def postgres(servers_room: Path, pytestconfig: pytest.Config) -> Iterator[servers.Postgres]:
    """One PostgreSQL for the whole run."""
    server = servers.start_postgres(servers_room)
    pytestconfig.stash[_STARTED]["PostgreSQL"] = server.version
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis(servers_room: Path, pytestconfig: pytest.Config) -> Iterator[servers.Redis]:
    """One Redis for the whole run."""
    server = servers.start_redis(servers_room)
    pytestconfig.stash[_STARTED]["Redis"] = server.version
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres: servers.Postgres) -> str:
    """The address of an empty PostgreSQL database that only this test uses."""
    return postgres.fresh_database()


@pytest.fixture
def redis_url(redis: servers.Redis) -> str:
    """The address of the Redis, emptied for this test."""
    redis.empty()
    return redis.url
