"""A resident sees what their spendable account holds, and what can be had for it."""

import msgspec

from creditplus.errors import NotFound
from creditplus.lives import accounts
from creditplus.lives.accounts import Balance, Redemption
from creditplus.people import Actor
from creditplus.rulebooks import Reward
from creditplus.tools import clock, engine, store


class Account(msgspec.Struct, frozen=True):
    """The balance in hundredths, what was redeemed so far, and what the county offers."""

    balance: Balance
    redemptions: tuple[Redemption, ...]
    rewards: tuple[Reward, ...]


async def read_balance(db: store.Transaction, by: Actor) -> Account:
    """The account today. Raises NotFound (not joined, or the county has no such accounts)."""
    today = clock.today()
    history = await store.history(db, by.id)
    county = history.county_on(today)
    rulebook = await store.rulebook(db, county, today)
    if rulebook.spending is None:
        raise NotFound("no-account")
    came = accounts.earned(rulebook, history.stand(today), today, engine.matcher(rulebook))
    earlier = await store.read(db, Redemption, person=by.id, county=county)
    await store.log(db, clock.now(), by, "read_balance", "shown", subject=by.id, county=county)
    balance = accounts.balance(rulebook.spending, came, earlier, today)
    return Account(balance, tuple(earlier), rulebook.spending.rewards)
