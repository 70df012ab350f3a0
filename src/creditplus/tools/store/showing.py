"""Whom a code or a link stands for that is shown at a desk."""

from datetime import datetime

import msgspec

from creditplus import consents
from creditplus.consents import Code, CodeUse
from creditplus.errors import Conflict, Forbidden, NotFound
from creditplus.people import Actor
from creditplus.rights import links
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import one, one_at_a_time, read
from creditplus.tools.store.lives import bound
from creditplus.tools.store.memory import gathered, looked, remembered


class Shown(msgspec.Struct, frozen=True):
    """Who is asked about: a code name, the home county, the digest of what was shown, the code to use up, whether a link was known."""

    person: str | None
    county: str
    named: str = ""
    code: str | None = None
    known: bool = True


async def shown_code(db: Transaction, code: str, scenario: str, now: datetime) -> Shown:
    """Whose code it is, if it is for this scenario, unused and not over. Raises NotFound, Conflict."""
    digest = consents.digest(consents.tidy(code))
    found = await gathered(db, "code", digest, _codes)
    if found is None or found.scenario != scenario:
        raise NotFound("unknown-code", about=found.person if found else None)
    if await one(db, CodeUse, digest=digest) is not None:
        raise Conflict("code-used", about=found.person)
    if not found.issued_at <= now < found.expires_at:
        raise Conflict("code-expired", about=found.person)
    return Shown(found.person, found.county, digest, digest)


async def _codes(db: Transaction, digests: list[str]) -> dict[str, Code]:
    return {one.digest: one for one in await read(db, Code, digest=digests)}


async def shown_by(db: Transaction, code: str | None, link: str | None) -> str | None:
    """Who showed a code or a link, whatever it is good for: who asked what they may not ask is seen by the person."""
    found = await one(db, Code, digest=consents.digest(consents.tidy(code))) if code is not None else None
    bound_to = (await bound(db, consents.digest(link)))[0] if link is not None else []
    return found.person if found is not None else bound_to[0].person if bound_to else None


async def shown_elsewhere(
    db: Transaction, code: str, scenario: str, now: datetime, county: str
) -> tuple[Shown, str | None]:
    """The same for another city, which learns nothing: whatever is not right, nobody is shown, at the same cost.

    Then, nobody is at home in `county`. Second, whose code it is or was: so that they can read of the attempt."""
    digest = consents.digest(code)
    await one_at_a_time(db, f"code {digest}")
    found, used = await looked(db, (("use", digest),), lambda db: _code_and_use(db, digest))
    if found is None:
        return Shown(None, county, digest, known=False), None
    live = found.scenario == scenario and used is None and found.issued_at <= now < found.expires_at
    if not live:
        return Shown(None, found.county, digest, known=False), found.person
    return Shown(found.person, found.county, digest, digest), found.person


async def _code_and_use(db: Transaction, digest: str) -> tuple[Code | None, CodeUse | None]:
    return await one(db, Code, digest=digest), await one(db, CodeUse, digest=digest)


async def shown_link(db: Transaction, by: Actor, link: str, scenario: str, now: datetime) -> Shown:
    """Whose link it is: only this operator's, for this scenario, and not ended; else nobody's, and nothing shows."""
    if by.county is None:
        raise Forbidden("no-scope")
    digest = consents.digest(link)
    found, ended = await remembered(db, (("link", digest),), "link", lambda db: bound(db, digest))
    own = [one for one in found if (one.operator, one.scenario, one.county) == (by.id, scenario, by.county)]
    live = links.live(own, ended, now)
    return Shown(live.person if live else None, by.county, digest, known=live is not None)
