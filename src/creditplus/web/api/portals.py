"""Where residents sign in through a portal, and come back from it."""

from litestar import Response

from creditplus.actions.sign_in_from_portal import sign_in_from_portal
from creditplus.errors import Words
from creditplus.tools.tokens import Granted
from creditplus.web import arrivals, sent
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "GET /v1/sign-in/{portal}",
    "begin_sign_in",
    says=Words("去门户登录", "Go and sign in at a portal"),
    more=Words(
        "转到统一身份认证门户：oidc（OpenID Connect）或 ticket（票据），以开通的为准。",
        "Leads to the portal: `oidc` (OpenID Connect) or `ticket`, whichever this service offers.",
    ),
    status=302,
    written=(),
    refuses=("unknown-portal", "portal-silent"),
    kept=False,
)
async def begin(asked: Here, portal: Named) -> Response[bytes]:
    """Go to a portal."""
    return await arrivals.leave(portal)


@door(
    "GET /v1/sign-in/{portal}/return",
    sign_in_from_portal,
    says=Words("从门户登录回来", "Come back from a portal"),
    more=Words(
        "门户带着一次性的授权码或票据把浏览器送回这里；只在开始登录的浏览器中有效，只能用一次。",
        "The portal sends the browser back with a code or ticket of its own, which counts once, and only in the browser that began.",
    ),
    asks=sent.FromPortal,
    gives=Granted,
    refuses=("unknown-portal", "portal-silent", "not-let-in"),
)
async def back(asked: Here, portal: Named) -> Response[bytes]:
    """Come back from a portal."""
    return arrivals.forget(await asked.do(await arrivals.arrive(asked.request, portal)))


DOORS = (begin, back)
