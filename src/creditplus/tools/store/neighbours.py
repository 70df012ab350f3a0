"""What is kept of other cities, read: the province's newest word on each, and a day's answers as digests alone."""

from collections import defaultdict
from datetime import date, timedelta

import msgspec
from sqlalchemy import func, select, tuple_

from creditplus import workdays
from creditplus.decisions import Guest
from creditplus.federation.attestations import Attested
from creditplus.federation.trust import Voucher
from creditplus.province import divisions
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import read, table_of
from creditplus.tools.store.memory import looked
from creditplus.tools.store.tables import KEPT, Decision

ByCity = dict[str, tuple[str, ...]]


async def newest_vouchers(db: Transaction) -> list[Voucher]:
    """The province's newest word on each city."""
    kept = table_of(KEPT[Voucher])
    newest = select(kept.c.city, func.max(kept.c.number)).group_by(kept.c.city)
    found = await db.execute(select(kept).where(tuple_(kept.c.city, kept.c.number).in_(newest)).order_by(kept.c.city))
    return [msgspec.convert(dict(row), Voucher) for row in found.mappings()]


async def voucher(db: Transaction, city: str) -> Voucher | None:
    """The province's newest word on a city, read now, ahead too: a removed city is gone at once."""
    found = await looked(db, (), lambda db: read(db, Voucher, last=1, city=city))
    return found[0] if found else None


async def attestations(db: Transaction, on: date) -> tuple[ByCity, ByCity]:
    """A day's answers to other cities, and those of other cities on which decisions rest: digests by city, in no order of time."""
    begins, ends = workdays.starts(on), workdays.starts(on + timedelta(days=1))
    given, heard = table_of(KEPT[Attested]), table_of(Decision)
    said: dict[str, list[str]] = defaultdict(list)
    for city, digest in await db.execute(
        select(given.c.city, given.c.digest).where(given.c.at >= begins, given.c.at < ends)
    ):
        said[city].append(digest)
    known: dict[str, list[str]] = defaultdict(list)
    wanted = select(heard.c.guest).where(heard.c.at >= begins, heard.c.at < ends, heard.c.guest.is_not(None))
    for (row,) in await db.execute(wanted):
        guest = msgspec.convert(row, Guest)
        if guest.attestation is not None:
            known[divisions.city_of(guest.home) or guest.home].append(guest.attestation)
    return _sorted(said), _sorted(known)


def _sorted(found: dict[str, list[str]]) -> ByCity:
    return {city: tuple(sorted(digests)) for city, digests in sorted(found.items())}
