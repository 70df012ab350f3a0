"""A resident's own page about plates and cards: linked once, so that no code has to be shown each time, and freed again at once."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from creditplus.actions.link_token import Linked, link_token
from creditplus.actions.read_links import Links, read_links
from creditplus.actions.unlink_token import unlink_token
from creditplus.errors import Invalid, Refusal, Words
from creditplus.web import sent
from creditplus.web.bodies import fits
from creditplus.web.pages import worth
from creditplus.web.pages.drawing import qr
from creditplus.web.pages.visits import Here, Visit

THINGS = {"plate": Words("车牌", "number plate"), "card": Words("卡", "card")}


@get("/me/links")
async def links(visit: Here) -> Response[bytes]:
    """What is linked, and where one more could be."""
    return visit.show("links.html", **await _links(visit))


async def _links(visit: Visit) -> dict[str, Any]:
    found: Links = await visit.do(read_links)
    live = [one for one in found.linked if one.ended_at is None]
    return {"live": live, "offered": found.offered, "things": THINGS, "linked": None}


@post("/me/links")
async def link(visit: Here) -> Response[bytes]:
    """Link once; the token for the operator is shown once, as a picture and in letters."""
    form = await visit.form()
    try:
        wish = fits(_wish(form.get("offer", "")), sent.NewLink)
        linked: Linked = await visit.do(link_token, wish.scenario, wish.operator, wish.kind)
    except Refusal as refusal:
        return visit.refused(refusal, "links.html", **await _links(visit))
    found = await _links(visit)
    name = next(one.name for one in found["offered"] if one.operator == linked.operator)
    return visit.show("links.html", **(found | {"linked": linked, "name": name, "qr": qr(linked.token)}))


def _wish(offer: str) -> dict[str, str]:
    """What was chosen. Raises Invalid if nothing was."""
    parts = offer.split(" ")
    if len(parts) != 3:
        raise Invalid("bad-fields", flaws=(worth.flaw("/offer", "请选择在哪里用", "choose where to use it"),))
    return dict(zip(("scenario", "operator", "kind"), parts, strict=True))


@post("/me/links/{link:str}/end")
async def unlink(visit: Here, link: FromPath[str]) -> Response[bytes]:
    """End a link, at once."""
    await visit.form()
    await visit.do(unlink_token, link)
    return visit.go("/me/links")


PAGES = (links, link, unlink)
