"""A resident gives whole spendable points for something their county offers. The score does not move."""

import secrets

import msgspec

from creditplus.errors import NotFound
from creditplus.lives import accounts
from creditplus.lives.accounts import Balance, Redemption
from creditplus.people import Actor
from creditplus.tools import clock, engine, store


class Redeemed(msgspec.Struct, frozen=True):
    """What was redeemed, and what the account holds now, in hundredths."""

    redemption: Redemption
    balance: Balance


async def redeem_points(db: store.Transaction, by: Actor, reward: str) -> Redeemed:
    """Redeem once, today. Raises NotFound (not joined, no such reward) or Conflict (not enough, or the month's limit)."""
    now, today = clock.now(), clock.today()
    await store.one_at_a_time(db, f"rights {by.id}")  # else two at once could spend the same points
    history = await store.history(db, by.id)
    county = history.county_on(today)
    rulebook = await store.rulebook(db, county, today)
    if rulebook.spending is None:
        raise NotFound("unknown-reward")
    came = accounts.earned(rulebook, history.stand(today), today, engine.matcher(rulebook))
    earlier = await store.read(db, Redemption, person=by.id, county=county)
    before = accounts.balance(rulebook.spending, came, earlier, today)
    redemption = accounts.redeem(rulebook.spending, before, reward, id=secrets.token_hex(16), person=by.id)
    await store.append(db, redemption, county=county, at=now)
    detail = {"redemption": redemption.id, "reward": reward}
    await store.log(db, now, by, "redeem_points", "redeemed", subject=by.id, county=county, detail=detail)
    return Redeemed(redemption, accounts.balance(rulebook.spending, came, [*earlier, redemption], today))
