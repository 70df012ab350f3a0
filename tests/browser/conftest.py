"""The town with a server of its own, and a browser to look at it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import browsers, place
from tests.browser.place import Place
from tests.browser.surfer import Surfer, Way

Opens = Callable[..., Surfer]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The town."""
    with place.settled(tmp_path_factory.mktemp("place")) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    with browsers.opened() as found:
        yield found


@pytest.fixture
def opens(town: Place, browser: Browser) -> Iterator[Opens]:
    """Opens a window for somebody who reads in some way."""
    windows: list[Surfer] = []

    def opened(way: Way | None = None, letters: str = "plain") -> Surfer:
        windows.append(Surfer(browser, str(town.http.base_url), way or Way(), letters))
        return windows[-1]

    yield opened
    for window in windows:
        window.context.close()
