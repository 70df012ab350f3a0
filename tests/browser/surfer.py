"""Somebody with a real browser: a window of a width, a language, with scripts or without.

Whatever page is looked at, these hold: nothing was asked of another host, the content security policy was not broken, no script
failed, the window need not be moved sideways, and every page has one main heading and a title.
"""

from importlib.resources import files
from typing import Any, NamedTuple

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Response

from creditplus.actions.register_client import Registered

AXE = files("tests.browser").joinpath("axe.min.js").read_text("utf-8")
GRAVE = ("serious", "critical")
HIGH = 900
UNMARKED = """() => {
  const han = /[\\u2e80-\\u9fff\\uff00-\\uffef]/, found = [];
  const said = (words, at) => { if (han.test(words) && !at.closest('[lang]').lang.startsWith('zh')) found.push(words.trim()); };
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) said(walk.currentNode.data, walk.currentNode.parentElement);
  for (const at of document.querySelectorAll('*'))
    for (const name of ['aria-label', 'alt', 'title', 'placeholder', 'label', 'data-label']) said(at.getAttribute(name) || '', at);
  return found;
}"""
"""What is Chinese on an English page and stands in no element that says so."""


class Way(NamedTuple):
    """How somebody reads: the language, how many pixels the window is wide, and whether scripts run."""

    language: str = "zh"
    width: int = 1280
    scripts: bool = True

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{'script' if self.scripts else 'plain'}"


class Surfer:
    """One window."""

    def __init__(self, browser: Browser, address: str, way: Way, letters: str = "plain") -> None:
        self.way, self.address = way, address
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": way.width, "height": HIGH},
            locale={"zh": "zh-CN", "en": "en-GB"}[way.language],
            java_script_enabled=way.scripts,
            color_scheme="light",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(60_000)
        if letters != "plain":
            self.context.add_cookies([{"name": "creditplus-letters", "value": letters, "url": address}])
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("request", lambda asked: self._asked(asked.url))
        self.page.on("dialog", self._spoken)

    def __enter__(self) -> "Surfer":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        """A refused form is told as a failed load of its own page; everything else that is an error is one."""
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"console: {message.text}")

    def _spoken(self, dialog: Dialog) -> None:
        """No page of ours opens a dialog; only a script that came in with somebody's words would."""
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.wrong.append(f"asked another host: {url}")

    def see(self, path: str) -> Response | None:
        """Look at a page."""
        answer = self.page.goto(path)
        self.sound()
        return answer

    def press(self, name: str | tuple[str, str], role: Any = "button", within: str = "main", nth: int = 0) -> None:
        """Press a button or follow a link by its words (Chinese, English), and look at the page that comes."""
        words = name if isinstance(name, str) else name[self.way.language == "en"]
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role(role, name=words).nth(nth).click()
        self.sound()

    def follow(self, name: str | tuple[str, str], within: str = "main", nth: int = 0) -> None:
        """Follow a link."""
        self.press(name, "link", within, nth)

    def say(self, zh: str, en: str) -> str:
        """The words of this window's language."""
        return en if self.way.language == "en" else zh

    def resident(self, citizen_id: str) -> "Surfer":
        """Sign in as a resident."""
        self.see("/sign-in")
        self.page.fill("#citizen_id", citizen_id)
        self.press(("登录", "Sign in"), nth=0)
        return self

    def client(self, client: Registered) -> "Surfer":
        """Sign in as somebody who works with this."""
        self.see("/sign-in")
        self.page.fill("#client_id", client.id)
        self.page.fill("#client_secret", client.secret)
        self.press(("登录", "Sign in"), nth=1)
        return self

    @property
    def text(self) -> str:
        """What stands in the page's main part."""
        return self.page.locator("main").inner_text()

    @property
    def html(self) -> str:
        """The page as it came."""
        return self.page.content()

    def sound(self) -> None:
        """What holds for every page."""
        wide = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        unmarked = self.page.evaluate(UNMARKED) if self.way.language == "en" else []
        told = {
            "chinese": unmarked,
            "wrong": self.wrong,
            "sideways": max(0, wide[0] - wide[1]),
            "headings": self.page.locator("h1").count(),
            "titled": bool(self.page.title()),
        }
        assert told == {"chinese": [], "wrong": [], "sideways": 0, "headings": 1, "titled": True}, (
            self.page.url,
            told,
        )

    def grave(self) -> list[str]:
        """What axe finds serious or critical on this page as it stands."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            if one["impact"] in GRAVE
            for node in one["nodes"]
        ]
