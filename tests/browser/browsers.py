"""Finds a Chromium and opens it so that it speaks to this machine alone."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserType, Error, sync_playwright

QUIET = (
    "--no-sandbox",  # tests run as root in containers, where Chromium's sandbox cannot start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-server=direct://",
)


class Missing(Exception):
    """There is no browser on this machine."""


@contextmanager
def opened() -> Iterator[Browser]:
    """The machine's Chromium, else the one that Playwright brought. Raises Missing."""
    with sync_playwright() as played:
        browser = _started(played.chromium)
        yield browser
        browser.close()


def _started(kind: BrowserType) -> Browser:
    """The first that starts: some distributions have a `chromium` that only says where to get one."""
    said = []
    for program in (shutil.which("chromium-headless-shell"), shutil.which("chromium"), None):
        try:
            return kind.launch(executable_path=program, args=list(QUIET))
        except Error as error:
            said.append(str(error))
    raise Missing("\n".join(["no Chromium could be started; `make test-pages` installs one", *said]))
