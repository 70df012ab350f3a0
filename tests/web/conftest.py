"""One town for all tests of the doors; a second one on PostgreSQL for what depends on the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.web import town as towns


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the town's files are. Both towns share their keys, because a process has only one set of them."""
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module", autouse=True)
def keys_of_the_town(room: Path) -> None:
    """Other tests of this process have opened other keys in the meantime."""
    towns.open_keys(room)


@pytest.fixture(scope="session")
def town(room: Path) -> Iterator[towns.Town]:
    """The town, on SQLite."""
    with towns.furnished(room, f"sqlite:///{room / 'town.db'}") as found:
        yield found


@pytest.fixture(scope="session")
def postgres_town(room: Path, postgres: servers.Postgres) -> Iterator[towns.Town]:
    """The town, on PostgreSQL."""
    with towns.furnished(room, postgres.fresh_database()) as found:
        yield found


@pytest.fixture(params=["town", "postgres_town"])
def any_town(request: pytest.FixtureRequest) -> towns.Town:
    """The town, on each database in turn."""
    found: towns.Town = request.getfixturevalue(request.param)
    return found
