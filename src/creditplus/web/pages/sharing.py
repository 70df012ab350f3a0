"""A resident's own pages about what counts: which good deeds are counted, and an account that a household shares."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from creditplus.actions.invite_member import invite_member
from creditplus.actions.join_household import join_household
from creditplus.actions.leave_household import leave_household
from creditplus.actions.read_household import read_household
from creditplus.actions.read_kinds import read_kinds
from creditplus.actions.read_score import read_score
from creditplus.actions.switch_kind import switch_kind
from creditplus.errors import Forbidden, Refusal
from creditplus.web import sent
from creditplus.web.bodies import fits
from creditplus.web.pages.visits import Here, Visit


class Membership(msgspec.Struct, frozen=True):
    """The word that was handed over, and the words that were read."""

    handed: str
    notice_digest: str


@get("/me/more")
async def more(visit: Here) -> Response[bytes]:
    """What is needed less often."""
    if not visit.may(read_kinds):
        raise Forbidden(visit.why_not())
    return visit.show("more.html")


@get("/me/kinds")
async def kinds(visit: Here) -> Response[bytes]:
    """Which good deeds count, and a switch for each."""
    await visit.do(read_score)
    return visit.show("kinds.html", found=await visit.do(read_kinds))


@post("/me/kinds/{kind:str}")
async def switch(visit: Here, kind: FromPath[str]) -> Response[bytes]:
    """Switch a kind off, or on again, at once."""
    form = await visit.form()
    await visit.do(switch_kind, kind, fits(form, sent.Turn).what)
    return visit.go(f"/me/kinds#{kind}")


@get("/me/household")
async def household(visit: Here) -> Response[bytes]:
    """With how many one shares an account, what it is worth, and the words to which each agrees."""
    return visit.show("household.html", **await _shared(visit))


async def _shared(visit: Visit) -> dict[str, Any]:
    return {"found": await visit.do(read_household), "word": None}


@post("/me/household/words")
async def invite(visit: Here) -> Response[bytes]:
    """Agree to the words that were shown, and invite one person; the word for it is shown once."""
    form = await visit.form()
    try:
        invited = await visit.do(invite_member, fits(form, sent.HouseholdNotice).notice_digest)
    except Refusal as refusal:
        return visit.refused(refusal, "household.html", **await _shared(visit))
    return visit.show("household.html", **(await _shared(visit) | {"word": invited.word}))


@post("/me/household/membership")
async def join(visit: Here) -> Response[bytes]:
    """Agree to the words that were shown, with the word of a member."""
    form = await visit.form()
    try:
        said = fits(form, Membership)
        wish = fits({"word": said.handed, "notice_digest": said.notice_digest}, sent.HouseholdMembership)
        await visit.do(join_household, wish.word, wish.notice_digest)
    except Refusal as refusal:
        return visit.refused(refusal, "household.html", **await _shared(visit))
    return visit.go("/me/household")


@post("/me/household/departure")
async def leave(visit: Here) -> Response[bytes]:
    """Share it no longer, at once."""
    await visit.form()
    await visit.do(leave_household)
    return visit.go("/me/household")


PAGES = (more, kinds, switch, household, invite, join, leave)
