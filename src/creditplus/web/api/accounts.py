"""Where a resident spends what good deeds brought in, which never touches the score."""

from litestar import Response

from creditplus.actions.read_balance import Account, read_balance
from creditplus.actions.redeem_points import Redeemed, redeem_points
from creditplus.errors import Words
from creditplus.web import sent
from creditplus.web.doors import door
from creditplus.web.given import Here


@door(
    "GET /v1/me/balance",
    read_balance,
    says=Words("查看可兑换积分", "Read the spendable account"),
    more=Words(
        "余额、最近到期的积分和可以兑换的东西。", "What it holds, what of it ends next, and what can be had for it."
    ),
    gives=Account,
    refuses=("not-joined", "no-account", "no-rulebook", "no-catalogue"),
)
async def balance(asked: Here) -> Response[bytes]:
    """Read the spendable account."""
    return await asked.do()


@door(
    "POST /v1/me/redemptions",
    redeem_points,
    says=Words("兑换", "Redeem points"),
    more=Words(
        "只用整数积分，先用最早得到的，每月不超过本县规定。诚信积分不变。",
        "Whole points only, the oldest first, and no more in a month than the county's text allows. The score does not move.",
    ),
    takes=sent.Wish,
    gives=Redeemed,
    status=201,
    refuses=("not-joined", "unknown-reward", "points-short", "no-rulebook", "no-catalogue"),
    repeats=True,
)
async def redeem(asked: Here) -> Response[bytes]:
    """Redeem points."""
    return await asked.do((await asked.body(sent.Wish)).reward)


DOORS = (balance, redeem)
