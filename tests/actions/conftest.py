"""The town on both databases: every test of an action runs twice, each time in a copy of the town of its own."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import servers, town


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the town's SQLite database and keys, made once."""
    folder = tmp_path_factory.mktemp("town")
    asyncio.run(town.furnish(f"sqlite:///{folder / 'town.db'}", folder / "keys"))
    return folder


@pytest.fixture(scope="session")
def furnished_postgres(postgres: servers.Postgres, furnished: Path) -> str:
    """The name of a PostgreSQL database with the town in it, made once, under the same keys."""
    url = postgres.fresh_database()
    asyncio.run(town.furnish(url, furnished / "keys"))
    return url.rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, furnished: Path) -> str:
    """A database of each kind with the town in it, for one test alone."""
    if request.param == "sqlite":
        shutil.copy(furnished / "town.db", tmp_path / "town.db")
        return f"sqlite:///{tmp_path / 'town.db'}"
    server: servers.Postgres = request.getfixturevalue("postgres")
    return server.fresh_database(like=request.getfixturevalue("furnished_postgres"))


@pytest.fixture
async def the_town(database_url: str, furnished: Path) -> AsyncIterator[town.Town]:
    """The town with every shipped text in force."""
    async with town.opened(database_url, furnished / "keys") as found:
        yield found
