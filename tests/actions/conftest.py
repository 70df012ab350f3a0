"""The town on both databases: every test of an action runs twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import town


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'town.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def the_town(database_url: str, tmp_path: Path) -> AsyncIterator[town.Town]:
    """The town with every shipped text in force."""
    async with town.opened(database_url, tmp_path / "keys") as found:
        yield found
