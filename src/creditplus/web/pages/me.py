"""A resident's own pages about their points: how many, every line, what a good deed would do, and a code to show."""

from typing import Any

from litestar import Response, get, post

from creditplus.actions.enrol_person import enrol_person
from creditplus.actions.issue_code import issue_code
from creditplus.actions.read_benefits import Opened, read_benefits
from creditplus.actions.read_commitments import read_commitments
from creditplus.actions.read_consents import read_consents
from creditplus.actions.read_rules import read_rules
from creditplus.actions.read_scenarios import read_scenarios
from creditplus.actions.read_score import OwnScore, read_score
from creditplus.errors import NotFound, Refusal
from creditplus.tools import clock
from creditplus.web import sent
from creditplus.web.bodies import fits
from creditplus.web.pages import bars, helping
from creditplus.web.pages.drawing import qr
from creditplus.web.pages.mine import elsewhere
from creditplus.web.pages.public import by_city, number
from creditplus.web.pages.visits import Here, Visit


@get("/me")
async def me(visit: Here) -> Response[bytes]:
    """Points with scale and day, what is open now, and the last change in one sentence; who has not joined may."""
    if visit.by.delegation is not None:
        return visit.go(helping.first(visit.by))
    try:
        score = await visit.do(read_score)
    except NotFound as refusal:
        if refusal.type != "not-joined":
            raise
        return visit.show("join.html", **await _joining(visit, visit.request.query_params.get("county", "")))
    opened = await visit.do(read_benefits)
    owed = await visit.do(read_commitments)
    return visit.show("me.html", own=score, opened=opened, owed=owed, last=_last(score))


def _last(own: OwnScore) -> object:
    """The line of the newest record that counts."""
    lines = [line for line in own.score.lines if line.entry is not None]
    return max(lines, key=lambda line: line.entry.on, default=None) if lines else None  # type: ignore[union-attr]  # these have one


async def _joining(visit: Visit, county: str) -> dict[str, Any]:
    """What the text of a county asks of those who join; without a county, or where none rules, the counties to choose from."""
    try:
        asks = (await visit.read(read_rules, county)).rulebook.joining if county else None
    except NotFound:
        asks = None
    return {
        "counties": by_city(),
        "county": county if asks else "",
        "asks": asks,
        "not_yet": bool(county) and asks is None,
    }


@post("/me/join")
async def join(visit: Here) -> Response[bytes]:
    """Join a county."""
    form = await visit.form()
    try:
        wish = fits(_said(form), sent.Join)
        await visit.do(enrol_person, wish.county, wish.said)
    except Refusal as refusal:
        return visit.refused(refusal, "join.html", **await _joining(visit, form.get("county", "")))
    return visit.go("/me")


def _said(form: dict[str, str]) -> dict[str, Any]:
    """What somebody says about themselves, as the door takes it. Raises Invalid (no number)."""
    months = {name: number(form.get(name, ""), f"/{name}") for name in ("residence_months", "insurance_months")}
    word = {"guardian_word": form["guardian_word"]} if form.get("guardian_word") else {}
    said = {"own_income": "own_income" in form, "full_capacity": "in_care" not in form}
    return {"county": form.get("county", ""), **months, **said, **word}


@get("/me/explain")
async def explain(visit: Here) -> Response[bytes]:
    """From where everybody begins to the total, line by line, as bars beside a table."""
    own = await visit.do(read_score)
    marks = {mark.record: mark for mark in own.marks}
    chart, low = bars.drawn(own.score, visit.language), bars.ends(own.score)[0]
    counted = {line.entry.record for line in own.score.lines if line.entry is not None}
    beside = [mark for mark in own.marks if mark.record not in counted]
    return visit.show("explain.html", own=own, chart=chart, low=low, marks=marks, beside=beside)


@get("/me/code")
async def ask_code(visit: Here) -> Response[bytes]:
    """For which scenario?"""
    return visit.show("code.html", **await _offered(visit))


async def _offered(visit: Visit) -> dict[str, Any]:
    """The scenarios of one's county, and those of other cities that one agreed to."""
    if visit.by.delegation is not None:
        return await _of_another(visit)
    opened, now = await visit.do(read_benefits), clock.now()
    given = [
        one.consent for one in await visit.do(read_consents) if one.withdrawn_at is None and now < one.consent.until
    ]
    abroad = {(one.city, one.scenario) for one in given if one.city is not None}
    visited = [pair for pair in await elsewhere(visit) if (pair[0].code, pair[1].scenario) in abroad] if abroad else []
    opened.sort(key=lambda one: not one.agreed)  # where one has agreed comes first
    return {"opened": opened, "visited": visited, "issued": None, "counties": None}


async def _of_another(visit: Visit) -> dict[str, Any]:
    """What is offered where the other lives. Who helps is not told what the other agreed to, and names the county."""
    county = visit.request.query_params.get("county", "")
    texts = await visit.read(read_scenarios, county) if county else []
    opened = [Opened(scenario=text, benefits=()) for text in texts if text.consent is not None]
    return {"opened": opened, "visited": [], "issued": None, "counties": None if opened else by_city()}


@post("/me/code")
async def code(visit: Here) -> Response[bytes]:
    """A code that works once, as a picture and in letters."""
    form = await visit.form()
    try:
        wish = fits({"scenario": form.get("scenario", "")}, sent.NewCode)
        issued = await visit.do(issue_code, wish.scenario, wish.lifetime_s)
    except Refusal as refusal:
        return visit.refused(refusal, "code.html", **await _offered(visit))
    left_s = int((issued.expires_at - clock.now()).total_seconds())
    return visit.show(
        "code.html",
        opened=[],
        visited=[],
        counties=None,
        issued=issued,
        qr=qr(issued.code),
        letters=_groups(issued.code),
        left_s=left_s,
    )


def _groups(code: str) -> str:
    """Four letters at a time, as people read them out."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


PAGES = (me, join, explain, ask_code, code)
