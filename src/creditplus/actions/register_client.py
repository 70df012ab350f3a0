"""An operator, provider or administrator is registered and gets its secret once; only the secret's digest is kept."""

import secrets

import msgspec

from creditplus.errors import Words
from creditplus.people import Actor, Client, Role
from creditplus.tools import clock, store, tokens


class Registered(msgspec.Struct, frozen=True):
    """The new client and its secret, which is shown this once."""

    id: str
    secret: str


async def register_client(
    db: store.Transaction,
    by: Actor,
    role: Role,
    name: Words,
    county: str | None,
    scopes: tuple[str, ...],
    operator_kind: str | None = None,
) -> Registered:
    """Register a client with its role, county and the scopes it may ever ask for."""
    id, secret = f"{role}-{secrets.token_hex(6)}", secrets.token_urlsafe(32)
    client = Client(
        id=id,
        role=role,
        name_zh=name.zh,
        name_en=name.en,
        county=county,
        operator_kind=operator_kind,
        scopes=scopes,
        secret_digest=tokens.secret_digest(secret),
        created_at=clock.now(),
    )
    await store.append(db, client)
    await store.log(db, clock.now(), by, "register_client", "registered", county=county, detail={"client": id})
    return Registered(id, secret)
