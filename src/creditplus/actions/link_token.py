"""A resident binds a plate or card once, under a standing consent: the operator gets a token that means nothing elsewhere."""

import secrets
from datetime import datetime

import msgspec

from creditplus import consents
from creditplus.consents import Consent, Withdrawal
from creditplus.errors import Invalid, NoConsent
from creditplus.people import Actor, Client
from creditplus.rights import links
from creditplus.rights.links import Link, Unlink
from creditplus.scenarios import LinkKind
from creditplus.tools import clock, identity, store


class Linked(msgspec.Struct, frozen=True):
    """The link, and the token for the operator to keep beside the plate or card (this service keeps only its digest)."""

    link: str
    token: str
    scenario: str
    operator: str
    kind: LinkKind
    at: datetime


async def link_token(db: store.Transaction, by: Actor, scenario: str, operator: str, kind: LinkKind) -> Linked:
    """Bind once. Raises NotFound (not joined, no such scenario), Invalid (not offered), NoConsent (none that holds)."""
    now, today = clock.now(), clock.today()
    await store.one_at_a_time(db, f"rights {by.id}")  # else a link could outlive its person's leaving
    county = (await store.history(db, by.id)).county_on(today)
    text = await store.scenario(db, county, scenario, today)
    client = await store.one(db, Client, id=operator)
    if (
        client is None
        or client.county != county
        or client.operator_kind not in text.operators
        or kind not in text.links
    ):
        raise Invalid("link-not-offered")
    given = await store.read(db, Consent, person=by.id, scenario=scenario)
    withdrawn = await store.read(db, Withdrawal, consent=[consent.id for consent in given])
    if not consents.holds(given, withdrawn, client.operator_kind or "", now):
        raise NoConsent("consent-needed")
    token = identity.alias("link", operator, scenario, by.id)
    kept = await store.read(db, Link, digest=consents.digest(token))
    same = [one for one in kept if one.kind == kind]
    link = links.live(same, await store.read(db, Unlink, link=[one.id for one in same]), now)
    if link is None:
        link = Link(
            id=secrets.token_hex(16),
            digest=consents.digest(token),
            person=by.id,
            county=county,
            scenario=scenario,
            operator=operator,
            operator_kind=client.operator_kind or "",
            kind=kind,
            at=now,
        )
        await store.append(db, link)
    detail = {"scenario": scenario, "link": link.id}
    await store.log(db, now, by, "link_token", "linked", subject=by.id, county=county, detail=detail)
    return Linked(link.id, token, scenario, operator, kind, link.at)
