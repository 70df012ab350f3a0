"""A browser's session: who is signed in, until half an hour after the last page, and never longer than a working day.

Why a signed cookie and no table: a session says nothing that the sign-in did not say, and nothing is left when it is over.
Why forms carry a word made from the session's id: another site can send a form here, but cannot read that id.
"""

import hashlib
import hmac
import secrets
from typing import Any

import msgspec
from litestar import Request, Response

from creditplus.errors import Forbidden
from creditplus.people import NOBODY, Actor
from creditplus.tools import clock, portals, tokens

COOKIE = "creditplus-session"
LONGEST_S = 10 * 3600
"""A session ends so long after it began, however busy it is."""
OURS = ("same-origin", "none")
"""Where a form may come from, as browsers say it: one of our own pages, or the reader's own hand."""


class Session(msgspec.Struct, frozen=True):
    """Who is signed in in a browser, and since when; `id` is empty for nobody."""

    by: Actor = NOBODY
    id: str = ""
    began: int = 0

    @property
    def word(self) -> str:
        """What every form of this session carries."""
        return hashlib.sha256(f"form {self.id}".encode()).hexdigest()[:32] if self.id else ""


def begin(by: Actor) -> Session:
    """A new session of somebody who has just signed in."""
    return Session(by, secrets.token_hex(16), int(clock.now().timestamp()))


def instead(session: Session, by: Actor) -> Session:
    """The same sitting as somebody else: as the one whom one helps, or as oneself again. It ends when it would have ended."""
    return Session(by, secrets.token_hex(16), session.began)


def read(request: Request[Any, Any, Any]) -> Session:
    """The session that a browser carries; a missing, altered and expired one are all nobody's."""
    try:
        session = Session(*tokens.read_session(request.cookies.get(COOKIE, "")))
    except tokens.Rejected:
        return Session()
    return session if clock.now().timestamp() < session.began + LONGEST_S else Session()


def keep(answer: Response[bytes], session: Session) -> Response[bytes]:
    """Let the browser carry a session for another half hour."""
    if session.id:
        answer.set_cookie(
            COOKIE,
            tokens.session(session.by, session.id, session.began),
            path="/",
            httponly=True,
            secure=portals.secure(),
            samesite="lax",
        )
    return answer


def end(answer: Response[bytes]) -> Response[bytes]:
    """Take the session from the browser."""
    answer.delete_cookie(COOKIE, path="/")
    return answer


def ours(request: Request[Any, Any, Any], session: Session, word: str) -> None:
    """See that a form was sent from one of our pages, in this session. Raises Forbidden."""
    if request.headers.get("sec-fetch-site", "none") not in OURS:
        raise Forbidden("foreign-form")
    if not hmac.compare_digest(session.word.encode(), word.encode()):
        raise Forbidden("foreign-form")
