"""The way to a portal and back: what the browser carries, and who the portal says came back.

Why the portal is asked before a transaction is opened: it may take seconds, and on one machine all writers share one queue.
Why the cookie is `Lax` and not `Strict`: the browser comes back from another site, and must have it with it then.
"""

import hmac
from typing import Any

import msgspec
from litestar import Request, Response

from creditplus.errors import Forbidden, NotFound
from creditplus.tools import portals, tokens
from creditplus.tools.portals import Pending, Returned, Said
from creditplus.web import bodies, sent

COOKIE = "creditplus-sign-in"
PATH = "/v1/sign-in"


async def leave(portal: str) -> Response[bytes]:
    """Send the browser to a portal. Raises NotFound (no such portal, or it is silent)."""
    try:
        departure = await portals.depart(portal)
    except KeyError:
        raise NotFound("unknown-portal") from None
    except portals.Silent:
        raise NotFound("portal-silent") from None
    carried = tokens.sign_in_under_way(msgspec.to_builtins(departure.pending))
    answer = Response(b"", status_code=302, headers={"location": departure.address})
    answer.set_cookie(
        COOKIE,
        carried,
        path=PATH,
        max_age=tokens.LIFETIME_MAX_S["sign-in+jwt"],
        httponly=True,
        secure=portals.secure(),
        samesite="lax",
    )
    return answer


async def arrive(request: Request[Any, Any, Any], portal: str) -> Said:
    """What the portal says of who came back in this browser. Raises Forbidden (another browser, too late), NotFound."""
    if portal not in portals.offered():
        raise NotFound("unknown-portal")
    returned = brought(request)
    try:
        pending = msgspec.convert(tokens.read_sign_in(request.cookies.get(COOKIE, "")), Pending)
    except (tokens.Rejected, msgspec.ValidationError):
        raise Forbidden("not-let-in") from None
    if pending.portal != portal or not hmac.compare_digest(pending.state.encode(), returned.state.encode()):
        raise Forbidden("not-let-in")
    try:
        return await portals.hear(pending, returned)
    except portals.Silent:
        raise NotFound("portal-silent") from None


def brought(request: Request[Any, Any, Any]) -> Returned:
    """What the browser brought back, each name once; what a portal adds for itself is passed over. Raises Invalid."""
    named = bodies.once(list(request.query_params.multi_items()))
    known = sent.FromPortal.__struct_fields__
    return bodies.fits({name: value for name, value in named.items() if name in known}, sent.FromPortal).returned


def forget(answer: Response[bytes]) -> Response[bytes]:
    """Take from the browser what it carried; it has served."""
    answer.delete_cookie(COOKIE, path=PATH)
    return answer
