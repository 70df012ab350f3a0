"""Where organisations get tokens (OAuth 2 client credentials), and residents of the demonstration sign in."""

import base64
import binascii
from urllib.parse import unquote_plus

from litestar import Response

from creditplus.actions.grant_token import grant_token
from creditplus.actions.sign_in import sign_in
from creditplus.errors import Forbidden, Invalid, Words
from creditplus.tools.tokens import Granted
from creditplus.web import bodies, doors, sent
from creditplus.web.doors import door
from creditplus.web.given import Here


@door(
    "POST /oauth/token",
    grant_token,
    says=Words("机构领取令牌", "An organisation gets a token"),
    more=Words(
        "OAuth 2 客户端凭证。拒绝时按 RFC 6749 第 5.2 节书写。",
        "OAuth 2 client credentials (RFC 6749 §4.4). A refusal is written as §5.2 asks.",
    ),
    takes=sent.TokenRequest,
    media=doors.FORM,
    gives=Granted,
    refuses=("unknown-client", "bad-grant"),
)
async def token(asked: Here) -> Response[bytes]:
    """An organisation gets a token."""
    form = bodies.fits(bodies.form(await asked.sent()), sent.TokenRequest)
    if form.grant_type != "client_credentials":
        raise Invalid("bad-grant")
    named = basic(asked.request.headers.get("authorization"))
    written = (form.client_id, form.client_secret)
    if named is not None and written != (None, None):
        raise Invalid("unreadable")
    id, secret = named or written
    return await asked.do(id or "", secret or "", form.scope)


@door(
    "POST /v1/sign-in",
    sign_in,
    says=Words("居民登录（仅演示）", "A resident signs in (demonstration only)"),
    more=Words(
        "真实部署由省级统一身份认证登录，没有这个入口。",
        "A real deployment signs people in through the province's portal and has no such door.",
    ),
    takes=sent.SignIn,
    gives=Granted,
    refuses=("bad-identity",),
)
async def resident(asked: Here) -> Response[bytes]:
    """A resident signs in, in the demonstration."""
    return await asked.do((await asked.body(sent.SignIn)).citizen_id)


def basic(header: str | None) -> tuple[str, str] | None:
    """The client and its secret from an HTTP Basic header (RFC 6749 §2.3.1 encodes both as forms do), if there is one."""
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        written = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Forbidden("unknown-client") from None
    id, _, secret = written.partition(":")
    return unquote_plus(id), unquote_plus(secret)


DOORS = (token,)
DEMONSTRATION = (resident,)
