"""An operator, provider or administrator is registered and gets its secret once; only the secret's digest is kept.

Why the holder of a role is asked for: that author, approver and auditor are different clients says little if one person holds all
three. The holder's number is not kept, only a name made from it that means nothing elsewhere.
"""

import secrets

import msgspec

from creditplus import organisations, people
from creditplus.errors import Conflict, Flaw, Invalid, Words
from creditplus.people import APART, Actor, Client, Role
from creditplus.tools import clock, identity, store, tokens


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
    uscc: str | None = None,
    holder: str | None = None,
) -> Registered:
    """Register a client with its role, county and the scopes it may ever ask for; perhaps its `uscc`, and a citizen id as `holder`.

    Raises Invalid (a number that is none), Conflict (the holder already has a role that must be held by somebody else).
    """
    names = _names(holder)
    held = await store.read(db, Client, holder=names) if names else []
    if role in APART and {client.role for client in held} & APART - {role}:
        raise Conflict("two-roles")
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
        uscc=_number(uscc),
        holder=next((client.holder for client in held), names[0] if names else None),  # one name for one person
    )
    await store.append(db, client)
    await store.log(db, clock.now(), by, "register_client", "registered", county=county, detail={"client": id})
    return Registered(id, secret)


def _names(holder: str | None) -> list[str]:
    """What a holder may be called here, by every key, the newest first; nothing without a holder. Raises Invalid."""
    if holder is None:
        return []
    number = people.citizen_id(holder)
    if number is None:
        flaw = Flaw("/holder", Words("不是有效的公民身份号码或居住证号码", "not a valid citizen id or permit number"))
        raise Invalid("bad-identity", flaws=(flaw,))
    return identity.aliases("holder", number)


def _number(uscc: str | None) -> str | None:
    """An organisation's number in its one form, if one was given. Raises Invalid."""
    number = None if uscc is None else organisations.uscc(uscc)
    if uscc is not None and number is None:
        raise Invalid("bad-organisation", flaws=(Flaw("/uscc", Words("校验不通过", "its check does not hold")),))
    return number
