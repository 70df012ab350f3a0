"""Whether an attestation is genuine and what it says; it says nothing about the person, and nothing about it is kept."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post

from creditplus import workdays
from creditplus.actions.read_attested import read_attested
from creditplus.offers import terms
from creditplus.tools import clock, tokens
from creditplus.web.pages.visits import Here

LETTERS_MAX = 9_000


@get("/verify")
async def ask(visit: Here) -> Response[bytes]:
    """One field."""
    return visit.show("verify.html", asked=False, said=None)


@post("/verify")
async def look(visit: Here) -> Response[bytes]:
    """Genuine or not, and what it says. It is sent in a form and not in an address: addresses are written down."""
    form = await visit.form()
    written = "".join(form.get("attestation", "").split())
    said = _said(written)
    named = await visit.read(read_attested, said["scenario"], said["operator"]) if said else None
    return visit.show("verify.html", asked=True, said=said, named=named)


def _said(written: str) -> dict[str, Any] | None:
    """What an attestation says, or nothing if it is none of ours."""
    try:
        claims = tokens.look_at_attestation(written[:LETTERS_MAX])
    except tokens.Rejected:
        return None
    given = claims.get("terms", {})
    return {
        "decision": str(claims["jti"]),
        "scenario": str(claims.get("scenario", "")),
        "outcome": str(claims.get("outcome", "")),
        "terms": {name: value for name, value in given.items() if name in terms.TERMS},
        "operator": str(claims["aud"]),
        "issuer": str(claims["iss"]),
        "at": _instant(claims["iat"]),
        "until": _instant(claims["exp"]),
        "over": clock.now() >= _instant(claims["exp"]),
    }


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, workdays.SHANGHAI)


PAGES = (ask, look)
