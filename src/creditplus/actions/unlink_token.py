"""A resident ends a link: from now on its token gets the standard service, and nobody can tell why."""

import secrets

from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.rights.links import Link, Unlink
from creditplus.tools import clock, store


async def unlink_token(db: store.Transaction, by: Actor, link: str) -> Unlink:
    """End a link at once; again, the same answer. Raises NotFound."""
    await store.one_at_a_time(db, f"link {link}")
    await store.one_at_a_time(db, f"rights {by.id}")  # decisions by the link are committed before this, or see it
    found = await store.one(db, Link, id=link)
    if found is None or found.person != by.id:
        raise NotFound("unknown-link")
    ended = await store.read(db, Unlink, link=link)
    if ended:
        return ended[0]
    unlink = Unlink(id=secrets.token_hex(16), link=link, at=clock.now())
    await store.append(db, unlink)
    await store.log(
        db, unlink.at, by, "unlink_token", "unlinked", subject=by.id, county=found.county, detail={"link": link}
    )
    return unlink
