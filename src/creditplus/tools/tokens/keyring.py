"""The keys of this service, several alive at a time: the newest signs, all of them are good for checking."""

import hashlib
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from creditplus.tools.tokens import files, form
from creditplus.tools.tokens.files import Key
from creditplus.tools.tokens.form import Rejected

Type = Literal["at+jwt", "attestation+jwt"]
LIFETIME_MAX_S: Mapping[str, int] = {"at+jwt": 600, "attestation+jwt": 31 * 24 * 3600}
"""How long a token of a type may live at most: access ten minutes, an attestation as long as a scenario's answer."""
EARLY_S = 30
"""How far another city's clock may run ahead of ours."""
INSTANT_MAX = 253_402_300_800
"""The end of the year 9999, in seconds."""
REMEMBERED = 4096
"""How many verified tokens are remembered: checking a signature again costs a hundred times more."""


class Keys:
    """The keys of a directory, several alive at a time; the newest signs. Foreign keys are only for checking."""

    def __init__(self, directory: Path, issuer: str, audience: str) -> None:
        self.directory = directory
        self.issuer = issuer
        self.audience = audience
        self._own: dict[str, Key] = {}
        self._foreign: dict[tuple[str, str], Key] = {}
        self._signing: tuple[str, Ed25519PrivateKey] | None = None
        self._verified: dict[bytes, tuple[bytes, int, int]] = {}

    @classmethod
    def open(cls, directory: Path, issuer: str = "creditplus", audience: str = "creditplus") -> "Keys":
        """The keys of a directory; the first key is made if there is none."""
        keys = cls(directory, issuer, audience)
        keys._read()
        if not keys._own:
            keys.rotate()
        return keys

    def rotate(self, alive: int = 3) -> str:
        """Make a new key that signs from now on; its id. Of the older ones so many stay alive that `alive` remain in all."""
        kid = files.make(self.directory, time.time_ns())
        for old in files.files(self.directory)[:-alive]:
            old.unlink(missing_ok=True)
        self._read()
        return kid

    def trust(self, issuer: str, jwks: Mapping[str, Any]) -> None:
        """Accept tokens of another issuer that are signed with one of these public keys, and with that key's algorithm only."""
        for jwk in jwks["keys"]:
            key = files.foreign(issuer, jwk)
            self._foreign[issuer, key.kid] = key
        self._verified.clear()

    def jwks(self) -> dict[str, Any]:
        """The public halves of our own keys (RFC 7517), the newest last."""
        return {"keys": [key.jwk for key in self._own.values()]}

    def sign(self, typ: Type, claims: Mapping[str, Any], lifetime_s: int, *, audience: str | None = None) -> str:
        """A token that lives so many seconds; `jti` is made if the claims have none."""
        if not 0 < lifetime_s <= LIFETIME_MAX_S[typ]:
            raise ValueError("no lifetime for this type of token")
        assert self._signing is not None
        kid, private = self._signing
        now = int(time.time())
        whole = {"jti": secrets.token_hex(16), **claims}
        whole |= {"iss": self.issuer, "aud": audience or self.audience, "iat": now, "exp": now + lifetime_s}
        return jwt.encode(whole, private, "EdDSA", headers={"kid": kid, "typ": typ})

    def verify(self, token: str, typ: Type, audience: str | None = None) -> dict[str, Any]:
        """The claims of a token of this type for this audience (ours without one). Raises Rejected, always the same."""
        try:
            name = hashlib.sha256(f"{typ}\0{audience or self.audience}\0{token}".encode()).digest()
            payload, begins, ends = self._verified.get(name) or self._check(token, typ, audience or self.audience, name)
            if not begins - EARLY_S <= time.time() < ends:
                raise Rejected
        except (ValueError, msgspec.MsgspecError, RecursionError, jwt.PyJWTError, KeyError, IndexError):
            raise Rejected from None
        claims: dict[str, Any] = msgspec.json.decode(payload)
        return claims

    def _check(self, token: str, typ: Type, audience: str, name: bytes) -> tuple[bytes, int, int]:
        """Read a token strictly and check its signature; remember it if it holds."""
        header, claims, payload = form.read(token)
        begins = max(claims.iat, claims.nbf)
        lives = claims.exp - claims.iat
        if header.typ != typ or claims.aud != audience or not 0 < len(claims.jti) <= 128:
            raise Rejected
        if not (0 < claims.iat < INSTANT_MAX and 0 <= claims.nbf < claims.exp and 0 < lives <= LIFETIME_MAX_S[typ]):
            raise Rejected
        key = self._key(claims.iss, header.kid)
        if header.alg != key.algorithm:
            raise Rejected
        # What time allows was checked above, on whole seconds; the library checks the signature with the one algorithm.
        options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "strict_aud": True}
        jwt.decode(token, key.public, [key.algorithm], options, audience=audience, issuer=claims.iss)  # type: ignore[arg-type]
        if len(self._verified) >= REMEMBERED:
            self._verified.pop(next(iter(self._verified)))
        self._verified[name] = payload, begins, claims.exp
        return self._verified[name]

    def _key(self, issuer: str, kid: str) -> Key:
        """The key an issuer signs with; an unknown one of our own may have been made by a neighbouring process just now."""
        if issuer != self.issuer:
            return self._foreign[issuer, kid]
        if kid not in self._own and kid in map(files.kid_of, files.files(self.directory)):
            self._read()
        return self._own[kid]

    def _read(self) -> None:
        """Read all keys of the directory; what was verified with one that is gone is forgotten."""
        loaded = [files.load(path, self.issuer) for path in files.files(self.directory)]
        self._own = {key.kid: key for key, _ in loaded}
        self._signing = (loaded[-1][0].kid, loaded[-1][1]) if loaded else None
        self._verified = {}
