"""A resident takes out everything that is held about them, in one file."""

from creditplus.people import Actor
from creditplus.rights import delays
from creditplus.rights.delays import Delay
from creditplus.rights.exports import Export
from creditplus.tools import clock, identity, store


async def export_person(db: store.Transaction, by: Actor) -> Export:
    """Every row about oneself, one's own words and papers in clear. What an authority had kept back is left out until its day (G22)."""
    now, today = clock.now(), clock.today()
    await store.log(db, now, by, "export_person", "exported", subject=by.id)
    sealed = await store.sealed_identity(db, by.id)

    def reveal(table: str, id: str, kept: bytes) -> str:
        return identity.reveal(kept, sealed, by.id, f"{table}/{id}") if id else kept.decode()

    held = await store.everything(db, by.id, reveal)
    hidden = delays.hidden(await store.read(db, Delay, person=by.id), today)
    held["delays"] = [row for row in held["delays"] if row["event"] not in hidden]
    held["events"] = [
        row for row in held["events"] if row["id"] not in hidden and row["detail"].get("event") not in hidden
    ]
    return Export(person=by.id, citizen_id=identity.unseal(sealed, by.id), at=now, held=held)
