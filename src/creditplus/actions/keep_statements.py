"""The province's words on cities were fetched: each that is newer than the one we have is kept, and rules from this moment on."""

from collections.abc import Iterable

from creditplus.federation import trust
from creditplus.federation.trust import Kept, Voucher
from creditplus.people import Actor
from creditplus.tools import clock, store, tokens


async def keep_statements(db: store.Transaction, by: Actor, fetched: Iterable[str]) -> list[Kept]:
    """Keep what is newer; what became of each, in order. One that the province did not sign so, or that is older, alarms."""
    return [await _keep(db, by, token) for token in fetched]


async def _keep(db: store.Transaction, by: Actor, token: str) -> Kept:
    now = clock.now()
    try:
        said = tokens.read_statement(token)
    except tokens.Rejected:
        return await _told(db, by, Kept(None, None, "forged"))
    await store.one_at_a_time(db, f"voucher {said.city}")
    last = next(iter(await store.read(db, Voucher, last=1, city=said.city)), None)
    known = tokens.said_before(last)
    why = trust.refusal(said, said.city, known, now)
    if why is None and last is not None and said.number <= last.number:
        why = "older" if said.number < last.number or token != last.token else None
    if why is None and (last is None or said.number > last.number):
        await store.append(db, Voucher(said.city, said.number, token, now))
        return await _told(db, by, Kept(said.city, said.number, None, removes=said.removes))
    kept = Kept(said.city, said.number, why)
    return await _told(db, by, kept) if why is not None else kept


async def _told(db: store.Transaction, by: Actor, kept: Kept) -> Kept:
    """The one event of a statement that was kept or refused."""
    outcome = "refused" if kept.refused else "removed" if kept.removes else "kept"
    detail = {"city": kept.city, "number": kept.number}
    detail |= {"alarm": f"statement-{kept.refused}"} if kept.refused in trust.ALARMING else {}
    detail |= {"why": kept.refused} if kept.refused else {}
    await store.log(db, clock.now(), by, "keep_statements", outcome, detail=detail)
    return kept
