"""The portals where residents prove who they are: where the browser goes, and what the portal says once it is back.

`oidc` is OpenID Connect (authorization code with PKCE); `ticket` is what several provincial portals do instead: the browser
comes back with a ticket, and our server asks the portal whose it is. The third way, `dev`, is an action and knows no portal.

Why nothing is kept here between the way there and the way back: several processes answer, and any of them may see the return.
What is needed travels in the browser, signed by us, and counts only for the browser that carries it.
"""

import secrets
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from creditplus.tools.portals import oidc, ticket
from creditplus.tools.portals.asking import Silent
from creditplus.tools.portals.oidc import Oidc
from creditplus.tools.portals.saying import Pending, Returned, Said
from creditplus.tools.portals.ticket import Ticket

__all__ = [
    "Departure",
    "Oidc",
    "Pending",
    "Returned",
    "Said",
    "Silent",
    "Ticket",
    "depart",
    "hear",
    "offered",
    "open",
    "secure",
]


class Departure(msgspec.Struct, frozen=True):
    """Where the browser goes, and what it carries until it is back."""

    address: str
    pending: Pending


class Portal(Protocol):
    """What both ways have in common."""

    async def address(self, pending: Pending, back: str) -> str: ...

    async def hear(self, pending: Pending, returned: Returned, back: str) -> Said: ...


_portals: dict[str, Portal] = {}
_public = ""


def open(public_url: str | None, *portals: Oidc | Ticket | None) -> None:
    """Offer these portals, and none else; `public_url` is where the browser reaches this service."""
    global _portals, _public
    _public = (public_url or "").rstrip("/")
    _portals = {portal.name: _of(portal) for portal in portals if portal is not None}


def offered() -> list[str]:
    """The portals that residents may come through here."""
    return sorted(_portals)


def secure() -> bool:
    """Whether browsers reach this service over TLS."""
    return urlsplit(_public).scheme == "https"


async def depart(name: str) -> Departure:
    """Begin to sign in by a portal that is offered. Raises KeyError (it is not), Silent."""
    made = Pending(name, *(secrets.token_urlsafe(32) for _ in range(3)))
    return Departure(await _portals[name].address(made, _back(name)), made)


async def hear(pending: Pending, returned: Returned) -> Said:
    """Ask the portal who came back. Raises KeyError, Silent; the caller has compared the states, and checks what is said."""
    return await _portals[pending.portal].hear(pending, returned, _back(pending.portal))


def _back(name: str) -> str:
    return f"{_public}/v1/sign-in/{name}/return"


def _of(portal: Oidc | Ticket) -> Portal:
    return oidc.Provider(portal) if isinstance(portal, Oidc) else ticket.Portal(portal)
