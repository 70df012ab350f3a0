"""A resident comes back from a portal that knows who they are; each return signs in once, and never again."""

import hashlib

from creditplus import people
from creditplus.errors import Forbidden
from creditplus.people import Actor
from creditplus.tools import clock, identity, portals, store, tokens
from creditplus.tools.tokens import Granted


async def sign_in_from_portal(db: store.Transaction, by: Actor, said: portals.Said) -> Granted:
    """A token for the resident of whom the portal spoke. Raises Forbidden, always the same, whatever was not right."""
    number = people.citizen_id(_identity(said))
    if number is None or not said.once:
        raise Forbidden("not-let-in")
    digest = hashlib.sha256(f"{said.portal}\0{said.once}".encode()).hexdigest()
    if not await store.append_once(db, store.tables.Arrival, digest=digest, portal=said.portal, at=clock.now()):
        raise Forbidden("not-let-in")
    sealed = identity.lookups(number), lambda id: identity.seal(number, id)
    person = await store.person(db, *sealed, clock.now(), identity.reseal)
    detail = {"portal": said.portal}
    await store.log(db, clock.now(), by, "sign_in_from_portal", "signed in", subject=person, detail=detail)
    return tokens.grant(Actor(person, "resident", scopes=frozenset(["me"])))


def _identity(said: portals.Said) -> str:
    """The citizen id as the portal wrote it: outright, or in a token that is really the portal's."""
    if not said.token:
        return said.identity
    try:
        claims = tokens.read_portal_token(
            said.token, said.jwks, issuer=said.issuer, audience=said.audience, nonce=said.nonce
        )
    except tokens.Rejected:
        raise Forbidden("not-let-in") from None
    return str(claims.get(said.claim, ""))
