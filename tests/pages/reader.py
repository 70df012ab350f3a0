"""Somebody with a browser that runs no script: pages, links and forms, with the cookies that a browser would keep."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx

from tests import canaries

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What browsers ask for."""


class Page(HTMLParser):
    """A page as its elements: each with its attributes, and the text inside."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.status = response.status_code
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.forms: list[dict[str, Any]] = []
        self.words: list[str] = []
        self._silent = 0
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.elements.append((tag, named))
        self._silent += tag in ("script", "style", "title")
        if tag == "form":
            self.forms.append({"to": named.get("action", ""), "fields": {}})
        if tag == "input" and self.forms and named.get("type") == "hidden":
            self.forms[-1]["fields"][named["name"]] = named["value"]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style", "title")

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        """Everything that a reader sees."""
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str, **having: str) -> list[dict[str, str]]:
        """The elements of a kind with these attributes."""
        return [
            named
            for name, named in self.elements
            if name == tag and all(value in named.get(key.rstrip("_"), "").split() for key, value in having.items())
        ]

    def form(self, to: str) -> dict[str, str]:
        """The hidden fields of the first form that goes to an address."""
        return next(dict(form["fields"]) for form in self.forms if form["to"] == to)


class Reader:
    """A browser without scripts."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(
            base_url=address, timeout=30, trust_env=False, follow_redirects=True, headers={"Accept": ACCEPT}
        )
        self.http.event_hooks = {"response": [canaries.look]}

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def see(self, path: str, **headers: str) -> Page:
        """Look at a page."""
        return Page(self.http.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}))

    def send(self, at: str, to: str, **fields: str) -> Page:
        """Fill in the form on a page that goes to an address, and send it."""
        return self.post(to, self.see(at).form(to) | fields)

    def post(self, to: str, fields: dict[str, str], **headers: str) -> Page:
        """Send a form as it is."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Page(self.http.post(to, data=fields, headers=named))

    def resident(self, citizen_id: str) -> "Reader":
        """Sign in as a resident."""
        self.send("/sign-in", "/sign-in", citizen_id=citizen_id)
        return self

    def client(self, id: str, secret: str) -> "Reader":
        """Sign in as somebody who works with this."""
        fields = {
            name: value for name, value in self.see("/sign-in").form("/sign-in").items() if name in ("word", "to")
        }
        self.post("/sign-in", fields | {"client_id": id, "client_secret": secret})
        return self


def without_passing_things(page: Page) -> str:
    """A page without a decision's number, the hour, and the word of the session's forms."""
    plain = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d(</span>)? · [0-9a-f]{8}", "", page.response.text)
    return re.sub(r'name="word" value="[0-9a-f]{32}"', "", plain)
