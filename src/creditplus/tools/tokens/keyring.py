"""The keys of this service, several alive at a time: the newest signs, all of them are good for checking."""

import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from creditplus.tools.tokens import checking, files
from creditplus.tools.tokens.checking import LIFETIME_MAX_S, Checker, Type
from creditplus.tools.tokens.files import Key


class Keys(Checker):
    """The keys of a directory. `trust` adds public keys of others, with which nothing is ever signed."""

    def __init__(self, directory: Path, issuer: str, audience: str) -> None:
        super().__init__(audience)
        self.directory = directory
        self.issuer = issuer
        self._signing: tuple[str, Ed25519PrivateKey] | None = None

    @classmethod
    def open(cls, directory: Path, issuer: str = "creditplus", audience: str = "creditplus") -> "Keys":
        """The keys of a directory; the first key is made if there is none."""
        keys = cls(directory, issuer, audience)
        keys._read()
        if keys._signing is None:
            keys.rotate()
        return keys

    def rotate(self, alive: int = 3) -> str:
        """Make a new key that signs from now on; its id. Of the older ones so many stay alive that `alive` remain in all."""
        kid = files.make(self.directory, time.time_ns())
        for old in files.files(self.directory)[:-alive]:
            old.unlink(missing_ok=True)
        self._read()
        return kid

    def jwks(self) -> dict[str, Any]:
        """The public halves of our own keys (RFC 7517), the newest last."""
        return {"keys": [key.jwk for (issuer, _), key in self._keys.items() if issuer == self.issuer]}

    def sign(self, typ: Type, claims: Mapping[str, Any], lifetime_s: int, *, audience: str | None = None) -> str:
        """A token that lives so many seconds; `jti` is made if the claims have none."""
        if not 0 < lifetime_s <= LIFETIME_MAX_S[typ]:
            raise ValueError("no lifetime for this type of token")
        assert self._signing is not None
        kid, private = self._signing
        now = int(checking.seconds())
        whole = {"jti": secrets.token_hex(16), **claims}
        whole |= {"iss": self.issuer, "aud": audience or self.audience, "iat": now, "exp": now + lifetime_s}
        return jwt.encode(whole, private, "EdDSA", headers={"kid": kid, "typ": typ})

    def _key(self, issuer: str, kid: str) -> Key:
        """The key with which an issuer signs; an unknown one of our own may have been made by a neighbouring process just now."""
        ours = issuer == self.issuer and (issuer, kid) not in self._keys
        if ours and kid in map(files.kid_of, files.files(self.directory)):
            self._read()
        return super()._key(issuer, kid)

    def _read(self) -> None:
        """Read all keys of the directory; what was verified with one that is gone is forgotten."""
        loaded = [files.load(path, self.issuer) for path in files.files(self.directory)]
        foreign = {name: key for name, key in self._keys.items() if name[0] != self.issuer}
        self._keys = foreign | {(self.issuer, key.kid): key for key, _ in loaded}
        self._signing = (loaded[-1][0].kid, loaded[-1][1]) if loaded else None
        self._verified = {}
