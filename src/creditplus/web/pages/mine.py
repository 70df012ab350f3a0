"""A resident's own pages about their rights: agreements, records with objections and repairs, what may be paid later, and leaving."""

from typing import Any, get_args

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from creditplus.actions.apply_repair import apply_repair
from creditplus.actions.give_consent import give_consent
from creditplus.actions.leave_county import leave_county
from creditplus.actions.raise_objection import raise_objection
from creditplus.actions.read_benefits import Opened, read_benefits
from creditplus.actions.read_consents import read_consents
from creditplus.actions.read_notice import read_notice
from creditplus.actions.read_scenarios import read_scenarios
from creditplus.actions.read_score import read_score
from creditplus.actions.state_record import state_record
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.errors import NotFound, Refusal, Words
from creditplus.province import divisions
from creditplus.rights.objections import Grounds, Told
from creditplus.scenarios import Scenario
from creditplus.tools import clock
from creditplus.web import sent
from creditplus.web.bodies import fits
from creditplus.web.pages.visits import Here, Visit

GROUNDS: dict[str, Words] = {
    "wrong facts": Words("事实写错了", "the facts are wrong"),
    "not me": Words("这不是我", "this is not me"),
    "no effective document": Words("没有生效的法律文书", "there is no effective legal document"),
    "ended or remedied": Words("已经办结或者已经改正", "it has ended or was put right"),
    "not to be recorded": Words("这类事不该记录", "such a thing is not to be recorded"),
}
assert tuple(GROUNDS) == get_args(Grounds)


class Objecting(msgspec.Struct, frozen=True):
    """What an objection says."""

    grounds: Grounds
    words: Told


class Saying(msgspec.Struct, frozen=True):
    """One's own words about a record."""

    words: Told


@get("/me/consents")
async def consents(visit: Here) -> Response[bytes]:
    """What was agreed to, and what could be."""
    given, opened = await visit.do(read_consents), await _opened(visit)
    titles = {one.scenario.scenario: one.scenario.title.in_language(visit.language) for one in opened}
    live = {one.consent.id for one in given if one.withdrawn_at is None and clock.now() < one.consent.until}
    offered = await elsewhere(visit) if opened else []
    titles |= {text.scenario: text.title.in_language(visit.language) for _, text in offered}
    return visit.show("consents.html", given=given, opened=opened, titles=titles, live=live, elsewhere=offered)


async def elsewhere(visit: Visit) -> list[tuple[divisions.Division, Scenario]]:
    """What other cities offer to guests who agree."""
    known = divisions.divisions()
    home = known[(await visit.do(read_score)).county].parent
    counties = {one.parent: one.code for one in known.values() if one.level == "county" and one.parent != home}
    found = [(known[city], text) for city, one in counties.items() for text in await visit.read(read_scenarios, one)]
    return [(city, text) for city, text in found if text.consent is not None and text.division == city.code]


async def _opened(visit: Visit) -> list[Opened]:
    """The scenarios of one's county; none for who has not joined."""
    try:
        return list(await visit.do(read_benefits))
    except NotFound:
        return []


@get("/me/consents/new")
async def notice(visit: Here) -> Response[bytes]:
    """The very words, before agreeing."""
    asked = {name: visit.request.query_params.get(name, "") for name in ("scenario", "operator_kind")}
    city = visit.request.query_params.get("city")
    wish = fits(asked | ({"city": city} if city else {}), sent.OfConsent)
    return visit.show("notice.html", notice=await visit.do(read_notice, wish.scenario, wish.operator_kind, wish.city))


@post("/me/consents")
async def agree(visit: Here) -> Response[bytes]:
    """Agree to the very words that were shown."""
    form = await visit.form()
    wish = fits(form, sent.NewConsent)
    await visit.do(give_consent, wish.scenario, wish.operator_kind, wish.city, wish.notice_digest)
    return visit.go("/me/consents")


@post("/me/consents/{consent:str}/withdrawal")
async def withdraw(visit: Here, consent: FromPath[str]) -> Response[bytes]:
    """Take one back, at once."""
    await visit.form()
    await visit.do(withdraw_consent, consent)
    return visit.go("/me/consents")


@get("/me/records/{record:str}")
async def record(visit: Here, record: FromPath[str]) -> Response[bytes]:
    """One record: what it counts for, what stands beside it, and what one may ask for."""
    return visit.show("record.html", **await _about(visit, record))


async def _about(visit: Visit, record: str) -> dict[str, Any]:
    """The line and the marks of a record. Raises NotFound."""
    own = await visit.do(read_score)
    lines = [line for line in own.score.lines if line.entry is not None and line.entry.record == record]
    marks = [mark for mark in own.marks if mark.record == record]
    if not lines and not marks:
        raise NotFound("unknown-record")
    return {"record": record, "line": lines[0] if lines else None, "marks": marks, "grounds": GROUNDS, "done": False}


@post("/me/records/{record:str}/{what:str}")
async def ask(visit: Here, record: FromPath[str], what: FromPath[str]) -> Response[bytes]:
    """Object, ask for a repair, or put one's own words beside a record."""
    form = await visit.form()
    try:
        if what == "objection":
            wish = fits(form, Objecting)
            await visit.do(raise_objection, record, wish.grounds, wish.words)
        elif what == "repair":
            await visit.do(apply_repair, record, fits(form, Saying).words)
        elif what == "statement":
            await visit.do(state_record, record, fits(form, Saying).words)
        else:
            raise NotFound("unknown-door")
    except Refusal as refusal:
        if refusal.type in ("unknown-record", "unknown-door"):
            raise
        return visit.refused(refusal, "record.html", **await _about(visit, record))
    return visit.show("record.html", **(await _about(visit, record) | {"done": True}))


@get("/me/leave")
async def ask_leave(visit: Here) -> Response[bytes]:
    """What leaving means, before it is done."""
    return visit.show("leave.html", left=None)


@post("/me/leave")
async def leave(visit: Here) -> Response[bytes]:
    """Leave, at once."""
    await visit.form()
    return visit.show("leave.html", left=await visit.do(leave_county))


PAGES = (consents, notice, agree, withdraw, record, ask, ask_leave, leave)
