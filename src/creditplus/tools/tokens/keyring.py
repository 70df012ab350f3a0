"""The keys of this service, several alive at a time: one signs, all of them are good for checking.

Why a new key is published before it signs: whoever checks offline remembers our public keys for some minutes.
Why an old key stays for a month after the last signature: so long may an attestation live that it signed.
"""

import itertools
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
import msgspec

from creditplus import keyfiles
from creditplus.tools.tokens import checking, files
from creditplus.tools.tokens.checking import LIFETIME_MAX_S, Checker, Type
from creditplus.tools.tokens.files import Key, Private

PUBLISHED_S = 600
"""How long a new key is published before it signs: twice as long as anybody may remember the set without it."""


class Keys(Checker):
    """The keys of a directory. `trust` adds public keys of others, with which nothing is ever signed."""

    def __init__(self, directory: Path, issuer: str, audience: str) -> None:
        super().__init__(audience)
        self.directory = directory
        self.issuer = issuer
        self._own: list[tuple[int, str, Private]] = []
        self._seen: frozenset[str] = frozenset()
        self._changed = 0

    @classmethod
    def open(cls, directory: Path, issuer: str = "creditplus", audience: str = "creditplus") -> "Keys":
        """The keys of a directory; the first key is made if there is none."""
        keys = cls(directory, issuer, audience)
        if not files.files(directory):
            files.make(directory, keyfiles.FIRST)
        keys._read()
        return keys

    def rotate(self, published_s: int = PUBLISHED_S) -> str:
        """Make a new key that signs in so many seconds; its id. A key stays as long as anything that it signed may live."""
        kid = files.make(self.directory, keyfiles.serial_at(datetime.now(UTC) + timedelta(seconds=published_s)))
        kept = files.files(self.directory)
        forgotten = keyfiles.serial_at(datetime.now(UTC) - timedelta(seconds=max(LIFETIME_MAX_S.values())))
        for old, successor in itertools.pairwise(kept):
            if keyfiles.serial(successor) < forgotten:
                old.unlink(missing_ok=True)
        self._read()
        return kid

    @property
    def kid(self) -> str:
        """The id of the key that signs now."""
        self._look()
        return self._own[self._in_use()][1]

    def jwks(self) -> dict[str, Any]:
        """The public halves of our own keys (RFC 7517), the newest last, which may not sign yet."""
        self._look()
        return {"keys": [key.jwk for (issuer, _), key in self._keys.items() if issuer == self.issuer]}

    def sign(self, typ: Type, claims: Mapping[str, Any], lifetime_s: int, *, audience: str | None = None) -> str:
        """A token that lives so many seconds; `jti` is made if the claims have none."""
        if not 0 < lifetime_s <= LIFETIME_MAX_S[typ]:
            raise ValueError("no lifetime for this type of token")
        now = int(checking.seconds())
        whole = {**claims} if "jti" in claims else {"jti": secrets.token_hex(16), **claims}
        whole |= {"iss": self.issuer, "aud": audience or self.audience, "iat": now, "exp": now + lifetime_s}
        return self.signed(typ, whole)

    def signed(self, typ: str, whole: Any) -> str:
        """These claims and no others, signed with the key that signs now."""
        self._look()
        _, kid, private = self._own[self._in_use()]
        line = _header(kid, typ) + jwt.utils.base64url_encode(msgspec.json.encode(whole))
        return (line + b"." + jwt.utils.base64url_encode(private.sign(line))).decode()

    def _in_use(self) -> int:
        return keyfiles.in_use([serial for serial, _, _ in self._own], datetime.now(UTC))

    def _key(self, issuer: str, kid: str) -> Key:
        """The key with which an issuer signs; an unknown one of our own may have been made by a neighbouring process just now."""
        if issuer == self.issuer and (issuer, kid) not in self._keys:
            self._look()
        return super()._key(issuer, kid)

    def _look(self) -> None:
        """Read the keys again if a neighbouring process made one or took one away."""
        changed = keyfiles.changed(self.directory)
        if (not changed or changed != self._changed) and keyfiles.listed(self.directory) != self._seen:
            self._read()
        self._changed = changed

    def _read(self) -> None:
        """Read all keys of the directory; what was verified with one that is gone is forgotten."""
        self._seen = keyfiles.listed(self.directory)
        paths = files.files(self.directory)
        loaded = [files.load(path, self.issuer) for path in paths]
        foreign = {name: key for name, key in self._keys.items() if name[0] != self.issuer}
        self._keys = foreign | {(self.issuer, key.kid): key for key, _ in loaded}
        self._own = [
            (keyfiles.serial(path), key.kid, private) for path, (key, private) in zip(paths, loaded, strict=True)
        ]
        self._verified = {}


@lru_cache(64)
def _header(kid: str, typ: str) -> bytes:
    """The first part of every token of a type, with its point."""
    return jwt.utils.base64url_encode(msgspec.json.encode({"alg": "EdDSA", "kid": kid, "typ": typ})) + b"."
