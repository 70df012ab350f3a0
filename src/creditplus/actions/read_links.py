"""A resident reads which plates and cards they have linked, and where in their county one more could be."""

from datetime import datetime

import msgspec

from creditplus import consents
from creditplus.consents import Consent, Withdrawal
from creditplus.errors import Words
from creditplus.people import Actor, Client, ClientEnd
from creditplus.rights.links import Link, Unlink
from creditplus.scenarios import LinkKind, Scenario
from creditplus.tools import clock, store


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """One link: for which scenario and operator, and when it ended, if it did. Its token is not kept, so it is not told."""

    link: str
    scenario: str
    title: Words
    operator: Words
    kind: LinkKind
    at: datetime
    ended_at: datetime | None = None


class Bindable(msgspec.Struct, frozen=True, kw_only=True):
    """An operator with which a plate or card can be linked, and whether the consent for it holds."""

    scenario: str
    title: Words
    operator: str
    operator_kind: str
    name: Words
    kind: LinkKind
    agreed: bool


class Links(msgspec.Struct, frozen=True):
    """What is linked, the newest first, and what could be."""

    linked: tuple[Bound, ...]
    offered: tuple[Bindable, ...]


async def read_links(db: store.Transaction, by: Actor) -> Links:
    """All links of the resident, also those that ended. Raises NotFound (not joined, no texts)."""
    now, today = clock.now(), clock.today()
    county = (await store.history(db, by.id)).county_on(today)
    texts = [text for text in await store.scenarios_of(db, county, today) if text.links]
    linked = await store.read(db, Link, person=by.id)
    ends = {one.link: one.at for one in await store.read(db, Unlink, link=[one.id for one in linked])}
    given = await store.read(db, Consent, person=by.id, city=None)
    held = consents.live(given, await store.read(db, Withdrawal, consent=[one.id for one in given]), now)
    agreed = {(one.scenario, one.operator_kind) for one in held}
    operators = await store.read(db, Client, role="operator", county=county)
    shut = {one.client for one in await store.read(db, ClientEnd, client=[one.id for one in operators])}
    named = {one.id: Words(one.name_zh, one.name_en) for one in operators}
    titles = {text.scenario: text.title for text in texts}
    await store.log(db, now, by, "read_links", "shown", subject=by.id, county=county)
    return Links(
        tuple(
            Bound(
                link=one.id,
                scenario=one.scenario,
                title=titles.get(one.scenario, Words(one.scenario, one.scenario)),
                operator=named.get(one.operator, Words(one.operator, one.operator)),
                kind=one.kind,
                at=one.at,
                ended_at=ends.get(one.id),
            )
            for one in sorted(linked, key=lambda one: one.at, reverse=True)
        ),
        tuple(
            _offer(text, one, kind, agreed)
            for text in texts
            for one in operators
            for kind in text.links
            if one.id not in shut and one.operator_kind in text.operators and f"decide:{text.scenario}" in one.scopes
        ),
    )


def _offer(text: Scenario, one: Client, kind: LinkKind, agreed: set[tuple[str, str]]) -> Bindable:
    asks = one.operator_kind or ""
    return Bindable(
        scenario=text.scenario,
        title=text.title,
        operator=one.id,
        operator_kind=asks,
        name=Words(one.name_zh, one.name_en),
        kind=kind,
        agreed=(text.scenario, asks) in agreed,
    )
