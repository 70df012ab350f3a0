"""The town's pages, and somebody who reads them in a browser that runs no script."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.reader import Reader
from tests.web import town as towns


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the town's files are."""
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module", autouse=True)
def keys_of_the_town(room: Path) -> None:
    """Other tests of this process have opened other keys in the meantime."""
    towns.open_keys(room)


@pytest.fixture(scope="session")
def town(room: Path) -> Iterator[towns.Town]:
    """The town, on SQLite."""
    with towns.furnished(room, f"sqlite:///{room / 'town.db'}") as found:
        yield found


@pytest.fixture
def reader(town: towns.Town) -> Iterator[Reader]:
    """Somebody who has not signed in."""
    with Reader(str(town.http.base_url)) as found:
        yield found
