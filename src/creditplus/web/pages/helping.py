"""A resident's own pages about help: what somebody of the family may do for them, what they do for others, and who is in their care."""

from datetime import timedelta
from typing import Any, get_args

from litestar import Response, get, post
from litestar.params import FromPath

from creditplus import workdays
from creditplus.actions.accept_delegation import accept_delegation
from creditplus.actions.end_delegation import end_delegation
from creditplus.actions.invite_delegate import invite_delegate
from creditplus.actions.invite_ward import invite_ward
from creditplus.actions.read_delegations import read_delegations
from creditplus.actions.use_delegation import use_delegation
from creditplus.errors import NotFound, Refusal, Words
from creditplus.people import Actor
from creditplus.rights.delegations import LASTS_MAX, Power
from creditplus.tools import clock, tokens
from creditplus.web import sent
from creditplus.web.bodies import fits
from creditplus.web.pages import sessions
from creditplus.web.pages.public import by_city
from creditplus.web.pages.visits import Here, Visit

POWERS: dict[str, Words] = {
    "read_score": Words("看积分和明细", "see the points and every line"),
    "issue_code": Words("领信用码", "get codes"),
    "read_access": Words("看谁查过", "see who looked"),
}
assert set(POWERS) == set(get_args(Power))
PAGES_OF = {"read_score": "/me/explain", "issue_code": "/me/code", "read_access": "/me/access"}
"""Where each thing that can be handed over is done, the first of those handed over being where helping begins."""
USUAL = "3 months"
"""What the form proposes."""


def first(by: Actor) -> str:
    """Where somebody begins who helps another."""
    return next(at for power, at in PAGES_OF.items() if power in by.scopes)


@get("/me/help")
async def helpers(visit: Here) -> Response[bytes]:
    """Who helps, whom one helps, and the forms for both."""
    return visit.show("help.html", **await _helpers(visit))


async def _helpers(visit: Visit) -> dict[str, Any]:
    found, today = await visit.do(read_delegations), clock.today()
    days = {
        "moment": timedelta(microseconds=1),
        "today": today,
        "usual": workdays.after(today, USUAL),
        "latest": workdays.after(today, LASTS_MAX),
    }
    own, others = [one for one in found if one.own], [one for one in found if not one.own]
    return {"own": own, "others": others, "powers": POWERS, "counties": by_city(), "word": None, "of": None, **days}


@post("/me/help")
async def invite(visit: Here) -> Response[bytes]:
    """Hand a few things over; the word for it is shown once."""
    form = await visit.form()
    try:
        wish = fits({"may": [one for one in POWERS if one in form], "last": form.get("last", "")}, sent.NewDelegation)
        invited = await visit.do(invite_delegate, wish.may, wish.last)
    except Refusal as refusal:
        return visit.refused(refusal, "help.html", **await _helpers(visit))
    return visit.show("help.html", **(await _helpers(visit) | {"word": invited.word, "of": "help"}))


@post("/me/help/word")
async def accept(visit: Here) -> Response[bytes]:
    """Take over what a word is for."""
    form = await visit.form()
    try:
        await visit.do(accept_delegation, fits({"word": form.get("handed", "")}, sent.HandedWord).word)
    except Refusal as refusal:
        return visit.refused(refusal, "help.html", **await _helpers(visit))
    return visit.go("/me/help#others")


@post("/me/help/{delegation:str}/{what:str}")
async def turn(visit: Here, delegation: FromPath[str], what: FromPath[str]) -> Response[bytes]:
    """End a delegation, or begin to help: from then on the pages are those of the other, as far as was handed over."""
    await visit.form()
    if what == "end":
        await visit.do(end_delegation, delegation)
        return visit.go("/me/help")
    if what != "begin":
        raise NotFound("unknown-door")
    granted = await visit.do(use_delegation, delegation)
    visit.session = sessions.instead(visit.session, tokens.actor(granted.access_token))
    return visit.go(first(visit.by))


@post("/me/back")
async def back(visit: Here) -> Response[bytes]:
    """Be oneself again."""
    await visit.form()
    if visit.by.delegate is not None:
        visit.session = sessions.instead(visit.session, Actor(visit.by.delegate, "resident", scopes=frozenset(["me"])))
    return visit.go("/me/help")


@post("/me/wards")
async def ward(visit: Here) -> Response[bytes]:
    """Agree, as a guardian, that an adult in one's care joins; the word for it is shown once."""
    form = await visit.form()
    try:
        agreed = await visit.do(invite_ward, fits({"county": form.get("county", "")}, sent.InCounty).county)
    except Refusal as refusal:
        return visit.refused(refusal, "help.html", **await _helpers(visit))
    return visit.show("help.html", **(await _helpers(visit) | {"word": agreed.word, "of": "ward"}))


PAGES = (helpers, invite, accept, turn, back, ward)
