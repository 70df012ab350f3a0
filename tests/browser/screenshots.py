"""Takes the pictures of the documentation: every page in Chinese and English on a desk, on a telephone, and in large letters.

    python -m tests.browser.screenshots [PAGE or VIEW …]

With names only these pages are taken, or these views (phone, large, zh, en). Pictures have at most 64 colours, which a page of
text does not miss.
"""

import io
import itertools
import sys
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from creditplus.demo import house
from tests.browser import browsers, place
from tests.browser.everywhere import STOPS, Stop, enter
from tests.browser.place import Place
from tests.browser.surfer import Surfer, Way

FOLDER = house.ROOT / "docs" / "screenshots"
VIEWS = {
    "phone": (Way("zh", 360), "plain"),
    "large": (Way("zh", 360), "large"),
    "zh": (Way("zh", 1280), "plain"),
    "en": (Way("en", 1280), "plain"),
}
HIGH_MAX = 3_000
"""Pixels: of a longer page the beginning is shown."""
COLOURS = 64
RESIDENTS = 150
"""Enough that the distributions have a shape."""
LEFT_OUT = {"docs", "problems"}
"""Lists as long as the doors and the problems themselves."""


def main(names: Collection[str]) -> None:
    """Take all pictures, or those of some pages, or in some views."""
    views = [view for view in VIEWS if view in names] or list(VIEWS)
    pages = set(names) - set(VIEWS) or {one.name for one in STOPS} - LEFT_OUT
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as room,
        browsers.opened() as browser,
        place.settled(Path(room), RESIDENTS) as town,
    ):
        lived = town.lived()
        for view in views:
            for who, stops in itertools.groupby(STOPS, key=lambda one: one.who):
                _taken(browser, town, view, who, list(stops), lived, pages)
    _index(one for one in STOPS if one.name not in LEFT_OUT)
    total = sum(file.stat().st_size for file in FOLDER.iterdir())
    print(f"{len(list(FOLDER.iterdir()))} files, {total / 1e6:.1f} MB")


def _taken(
    browser: Browser, town: Place, view: str, who: str, stops: list[Stop], lived: str, pages: Collection[str]
) -> None:
    """The pages that somebody looks at one after the other, in one view; pictures are taken of those that are wanted."""
    way, letters = VIEWS[view]
    last = max((place for place, stop in enumerate(stops) if stop.name in pages), default=-1)
    if last < 0:
        return
    with Surfer(browser, str(town.http.base_url), way, letters) as surfer:
        enter(surfer, town, who, lived)
        for stop in stops[: last + 1]:
            stop.reach(surfer, town)
            if stop.name in pages:
                _kept(surfer.page.screenshot(full_page=True), FOLDER / f"{stop.name}-{view}.webp")


def _kept(taken: bytes, at: Path) -> None:
    """A picture with few colours, and not longer than somebody would look at."""
    whole = Image.open(io.BytesIO(taken))
    picture = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, HIGH_MAX)))
    small = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB")
    small.save(at, lossless=True, method=4)


def _index(stops: Iterable[Stop]) -> None:
    """The list of all pictures that there are."""
    head = "| page | who | telephone | 长辈版 | 中文 | English |\n|---|---|---|---|---|---|\n"
    rows = [f"| {one.name} | {one.who} | {' | '.join(_link(one, view) for view in VIEWS)} |" for one in stops]
    told = "# Pictures of the pages\n\nTaken by `make screenshots` in a real Chromium; the people in them do not exist.\n\n"
    (FOLDER / "README.md").write_text(told + head + "\n".join(rows) + "\n", "utf-8")


def _link(stop: Stop, view: str) -> str:
    """A link to a picture, if it was taken."""
    name = f"{stop.name}-{view}.webp"
    return f"[{view}]({name})" if (FOLDER / name).exists() else "—"


if __name__ == "__main__":
    main(sys.argv[1:])
