"""A county's database for one test: once embedded, once on a real PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from creditplus.tools import store


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/county.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def county(database_url: str) -> AsyncIterator[store.Store]:
    """A database in its newest form."""
    opened = store.open(database_url)
    await store.migrate(opened)
    yield opened
    await opened.close()
