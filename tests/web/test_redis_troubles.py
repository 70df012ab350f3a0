"""Whatever happens to the Redis while desks are asking, nobody is refused for it and every outcome is the same."""

import threading
import time
from collections.abc import Callable, Iterator

import msgspec
import pytest

from tests import servers
from tests.web.rounds import Round
from tests.web.town import Town, running

NONSENSE = "\\x00nonsense"


@pytest.fixture(scope="module")
def own_redis(servers_room: object) -> Iterator[servers.Redis]:
    """A Redis that only these tests end."""
    server = servers.start_redis(servers_room)  # type: ignore[arg-type]  # the folder that the servers can reach
    yield server
    server.stop()


@pytest.fixture(scope="module")
def address(postgres_town: Town, own_redis: servers.Redis) -> Iterator[str]:
    """A server of the town that uses this Redis."""
    many = 10**6
    chosen = msgspec.structs.replace(
        postgres_town.settings, redis_url=own_redis.url, limit_client_per_minute=many, limit_site_per_minute=many
    )
    with running(chosen) as found:
        yield found


def nothing(redis: servers.Redis) -> None:
    """No trouble at all."""


def emptied(redis: servers.Redis) -> None:
    """Somebody forgets everything in it, again and again."""
    redis.empty()


def poisoned(redis: servers.Redis) -> None:
    """Somebody writes nonsense over everything in it."""
    for name in redis.names():
        redis.set(name, NONSENSE)


def killed(redis: servers.Redis) -> None:
    """It is killed and comes back empty."""
    redis.kill()
    time.sleep(0.2)
    redis.start()


def mischief(redis: servers.Redis, trouble: Callable[[servers.Redis], None], over: threading.Event) -> None:
    """Make trouble until the work is over."""
    while not over.is_set():
        trouble(redis)
        over.wait(0.05)


@pytest.mark.parametrize("trouble", [nothing, emptied, poisoned, killed])
def test_no_outcome_depends_on_the_redis(
    postgres_town: Town, own_redis: servers.Redis, address: str, trouble: Callable[[servers.Redis], None]
) -> None:
    work, over = Round(postgres_town, decisions=16, reports=8), threading.Event()
    making = threading.Thread(target=mischief, args=(own_redis, trouble, over), daemon=True)
    making.start()
    told = work.all_told(address)
    again = work.all_told(address)
    over.set()
    making.join(20)
    outcomes = {one["outcome"] for one in told if "decision" in one}
    assert (set(work.statuses), outcomes, again == told) == ({200}, {"standard"}, True)
    assert work.kept() == work.must_be(told)
