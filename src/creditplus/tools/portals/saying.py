"""What goes to and fro between the browser, a portal and this service."""

from typing import Any

import msgspec


class Pending(msgspec.Struct, frozen=True):
    """A sign-in under way: its portal, and three secrets made for it alone: to know the browser, the token and the code again."""

    portal: str
    state: str
    nonce: str
    verifier: str


class Returned(msgspec.Struct, frozen=True):
    """What the browser brought back: a code (OpenID Connect) or a ticket, or why there is none. A portal may add more."""

    state: str = ""
    code: str = ""
    ticket: str = ""
    iss: str = ""
    error: str = ""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a portal said when it was asked: either a signed token and the keys to check it with, or an identity outright.

    `once` is the code or ticket that it said it for. `claim` is where in the token the citizen id stands.
    """

    portal: str
    once: str
    identity: str = ""
    token: str = ""
    jwks: dict[str, Any] = {}
    issuer: str = ""
    audience: str = ""
    nonce: str = ""
    claim: str = ""
