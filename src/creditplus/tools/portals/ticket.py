"""A portal that sends the browser back with a ticket: our server asks it, in a signed request, whose ticket that is.

The request is JSON: `client`, `ticket`, `timestamp` (seconds since 1970) and `signature`, the HMAC-SHA256 in hexadecimal digits
of the three, one a line, under the secret that both know. The answer is JSON with the citizen id in one field.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from creditplus.tools.portals import asking
from creditplus.tools.portals.saying import Pending, Returned, Said


class Ticket(msgspec.Struct, frozen=True):
    """A portal's two addresses (for the browser, for our server), how this service is known to it, and its answer's field."""

    address: str
    exchange: str
    client: str
    secret: str
    field: str
    name: str = "ticket"


class Portal:
    """The portal, as far as it is known."""

    def __init__(self, known: Ticket) -> None:
        self.known = known

    async def address(self, pending: Pending, back: str) -> str:
        """Where the browser goes. The state stands in the address to come back to, because not every portal carries one."""
        asking.trusted(self.known.address)
        asked = {"client": self.known.client, "back": f"{back}?{urlencode({'state': pending.state})}"}
        return f"{self.known.address}{'&' if '?' in self.known.address else '?'}{urlencode(asked)}"

    async def hear(self, pending: Pending, returned: Returned, back: str) -> Said:
        """Whose ticket it is; nobody's if the portal refuses it."""
        if not returned.ticket:
            return Said(portal=self.known.name, once="")
        sent = {"client": self.known.client, "ticket": returned.ticket, "timestamp": str(_seconds())}
        signature = hmac.digest(self.known.secret.encode(), "\n".join(sent.values()).encode(), hashlib.sha256).hex()
        given = await asking.post(self.known.exchange, json=sent | {"signature": signature})
        identity = given.get(self.known.field) if isinstance(given, dict) else None
        return Said(
            portal=self.known.name, once=returned.ticket, identity=identity if isinstance(identity, str) else ""
        )


def _seconds() -> int:
    return int(datetime.now(UTC).timestamp())
