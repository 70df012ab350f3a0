"""A client's access is shut for good, because its secret leaked or nobody needs it; from this moment it gets no token."""

from creditplus import people
from creditplus.errors import NotFound
from creditplus.people import Actor, Client, ClientEnd
from creditplus.tools import clock, store


async def end_client(db: store.Transaction, by: Actor, client: str, because: str) -> ClientEnd:
    """Shut it at once; again, the same answer. Raises NotFound (no such client), Invalid (the reason names somebody)."""
    people.must_name_nobody(because)
    found = await store.one(db, Client, id=client)
    if found is None:
        raise NotFound("no-such-client")
    await store.one_at_a_time(db, f"client {client}")
    ended = await store.one(db, ClientEnd, client=client)
    if ended is not None:
        return ended
    end = ClientEnd(client=client, at=clock.now(), by=by.id, because=because)
    await store.append(db, end)
    await store.log(db, end.at, by, "end_client", "ended", county=found.county, detail={"client": client})
    return end
