"""The province says its next word on a city: its keys and its address for a week at most, or that it is removed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from creditplus.errors import Conflict, Invalid, NotFound
from creditplus.federation import trust
from creditplus.federation.trust import Statement, Voucher
from creditplus.people import Actor
from creditplus.tools import clock, store, tokens


async def vouch_city(
    db: store.Transaction,
    by: Actor,
    signing: tokens.Keys,
    city: str,
    keys: tuple[Mapping[str, Any], ...] | None,
    address: str | None = None,
    lives: timedelta = trust.LIVES_MAX,
) -> Statement:
    """Sign and publish the next statement; without `keys` those of the last one, with none at all the city is removed.

    Raises NotFound (nothing was said of the city yet), Invalid (city, keys, address, time), Conflict (the city was removed).
    """
    now = clock.now().replace(microsecond=0)
    await store.one_at_a_time(db, f"voucher {city}")
    last = next(iter(await store.read(db, Voucher, last=1, city=city)), None)
    known = tokens.said_by(signing, last)
    if known is None and (keys is None or address is None):
        raise NotFound("unknown-city-here")
    if keys is None and known is not None and known.removes:
        raise Conflict("city-removed")
    assert known is not None or address is not None
    said = Statement(
        city=city,
        number=(last.number if last is not None else 0) + 1,
        issued_at=now,
        until=now + lives,
        keys=keys if keys is not None else known.keys if known is not None else (),
        address=(address or (known.address if known is not None else "")).rstrip("/"),
    )
    if trust.refusal(said, city, None, now) is not None:
        raise Invalid("bad-statement")
    await store.append(db, Voucher(city, said.number, tokens.vouch(signing, said), now))
    detail = {"city": city, "number": said.number}
    await store.log(db, now, by, "vouch_city", "removed" if said.removes else "vouched", detail=detail)
    return said
