"""OpenID Connect: the authorization code with PKCE, at the one issuer that the settings pin.

Why the issuer's own document says where to go: so the specification has it (Discovery 1.0), and a portal may move its doors.
That document counts only if it names the pinned issuer itself.
"""

import base64
import hashlib
from time import monotonic
from urllib.parse import urlencode

import msgspec

from creditplus.tools.portals import asking
from creditplus.tools.portals.asking import Silent
from creditplus.tools.portals.saying import Pending, Returned, Said

REMEMBERED_S = 300
"""How long the issuer's document is remembered. Its keys are fetched for each sign-in, so one that was taken back counts no more."""
SCOPE = "openid profile"


class Oidc(msgspec.Struct, frozen=True):
    """An issuer, and how this service is known to it; `claim` is where its tokens say the citizen id."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    name: str = "oidc"


class _Document(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Provider:
    """The issuer, as far as it is known."""

    def __init__(self, known: Oidc) -> None:
        self.known = known
        self._found: tuple[float, _Document] | None = None

    async def address(self, pending: Pending, back: str) -> str:
        """Where the browser goes to sign in."""
        document = await self._document()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(pending.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {"response_type": "code", "client_id": self.known.client_id, "redirect_uri": back, "scope": SCOPE}
        asked |= {"state": pending.state, "nonce": pending.nonce}
        asked |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        joined = "&" if "?" in document.authorization_endpoint else "?"
        return f"{document.authorization_endpoint}{joined}{urlencode(asked)}"

    async def hear(self, pending: Pending, returned: Returned, back: str) -> Said:
        """The token that the issuer gives for the code; an empty one if it refuses."""
        said = Said(
            portal=self.known.name,
            once=returned.code,
            issuer=self.known.issuer,
            audience=self.known.client_id,
            nonce=pending.nonce,
            claim=self.known.claim,
        )
        if returned.error or not returned.code or returned.iss not in ("", self.known.issuer):
            return said
        document = await self._document()
        form = {"grant_type": "authorization_code", "code": returned.code, "redirect_uri": back}
        form |= {"client_id": self.known.client_id, "code_verifier": pending.verifier}
        given = await asking.post(
            document.token_endpoint, data=form, auth=(self.known.client_id, self.known.client_secret)
        )
        token = given.get("id_token", "") if isinstance(given, dict) else ""
        jwks = await asking.get(document.jwks_uri) if token else {}
        return msgspec.structs.replace(said, token=token, jwks=jwks)

    async def _document(self) -> _Document:
        """The issuer's document, perhaps as it was a little while ago. Raises Silent if it is not the issuer's own."""
        if self._found is not None and monotonic() - self._found[0] < REMEMBERED_S:
            return self._found[1]
        address = self.known.issuer.rstrip("/") + "/.well-known/openid-configuration"
        try:
            found = msgspec.convert(await asking.get(address), _Document)
        except msgspec.ValidationError:
            raise Silent from None
        if found.issuer != self.known.issuer:
            raise Silent
        for endpoint in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
            asking.trusted(endpoint)
        self._found = monotonic(), found
        return found
