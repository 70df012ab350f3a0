"""Signing in and out in a browser. A real deployment sends residents to the province's portal; a demonstration asks for a number."""

from typing import Any

from litestar import Response, get, post

from creditplus.actions.grant_token import grant_token
from creditplus.actions.sign_in import sign_in
from creditplus.errors import Refusal
from creditplus.people import Role
from creditplus.tools import portals, tokens
from creditplus.tools.tokens import Granted
from creditplus.web.pages import sessions
from creditplus.web.pages.public import safe
from creditplus.web.pages.visits import Here, Visit

FIRST: dict[Role, str] = {
    "resident": "/me",
    "operator": "/desk",
    "provider": "/imports",
    "author": "/office",
    "approver": "/office",
    "province": "/province",
    "auditor": "/audit",
}
"""Where somebody goes first who came for no page in particular."""


@get("/sign-in")
async def ask(visit: Here) -> Response[bytes]:
    """Who are you?"""
    return visit.show("sign-in.html", **_facts(visit, safe(visit.request.query_params.get("to", "/"))))


@post("/sign-in")
async def enter(visit: Here) -> Response[bytes]:
    """A resident's number in a demonstration, or the id and secret of somebody who works with this."""
    form = await visit.form()
    visit.session = sessions.Session()  # whoever sat here before is signed out first
    to = safe(form.get("to", "/"))
    try:
        granted = await _granted(visit, form)
    except Refusal as refusal:
        return visit.refused(refusal, "sign-in.html", **_facts(visit, to))
    visit.session = sessions.begin(tokens.actor(granted.access_token))
    return visit.go(FIRST.get(visit.by.role, "/") if to == "/" else to)


async def _granted(visit: Visit, form: dict[str, str]) -> Granted:
    if "citizen_id" in form and visit.request.app.state.settings.dev_sign_in:
        return await visit.do(sign_in, form["citizen_id"])
    return await visit.do(grant_token, form.get("client_id", ""), form.get("client_secret", ""))


def _facts(visit: Visit, to: str) -> dict[str, Any]:
    return {
        "to": to,
        "demonstration": visit.request.app.state.settings.dev_sign_in,
        "portals": sorted(portals.offered()),
    }


@post("/sign-out")
async def leave(visit: Here) -> Response[bytes]:
    """Sign out."""
    await visit.form()
    visit.session = sessions.Session()
    return sessions.end(visit.go("/"))


PAGES = (ask, enter, leave)
