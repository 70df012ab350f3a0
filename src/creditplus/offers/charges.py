"""What a service costs (收费): from an operator's amount and minutes, and the terms a person has, to what is to pay, exact to the fen.

Why it speaks through `over`: the formula is written once, read with whole numbers when deciding and with z3 terms by the proof,
which shows for every amount and every stay that better terms never cost more.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from creditplus.arithmetic import Over

FEN_MAX = 10**9
"""Ten million yuan: no single bill here is larger."""
MINUTES_MAX = 44_640
"""A month: no single stay here is longer."""

Fen = Annotated[int, Meta(ge=0, le=FEN_MAX, description="money in fen")]
Minutes = Annotated[int, Meta(ge=0, le=MINUTES_MAX, description="minutes of a stay")]
Rounding = Literal["down", "up", "half up"]


class Tariff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What time costs: `unit_fen` for each `unit_minutes` that was begun, at most `most_fen` for one stay."""

    unit_minutes: Annotated[int, Meta(ge=1, le=1440)]
    unit_fen: Annotated[int, Meta(ge=0, le=10**6)]
    most_fen: Fen | None = None


class Charge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a bill is reckoned: the operator's amount, or a `tariff` for its minutes; then free time, percent off, rounding to the fen.

    `free_time = "at the start"` takes the free minutes off every stay; `"short stays"` frees a stay that is no longer than they
    are and charges a longer one in full.
    """

    rounding: Rounding = "down"
    tariff: Tariff | None = None
    free_time: Literal["at the start", "short stays"] = "short stays"


class Bill(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an operator says of one use: the amount before any benefit, and how long it lasted."""

    amount_fen: Fen = 0
    minutes: Minutes = 0


class Charged(msgspec.Struct, frozen=True, kw_only=True):
    """What is due after benefits; `deferred_fen` of it later, `to_pay_fen` now."""

    due_fen: int
    deferred_fen: int
    to_pay_fen: int


def due(over: Over, charge: Charge, terms: Mapping[str, Any], amount: Any, minutes: Any) -> Any:
    """What is due under some terms, in fen."""
    free = terms.get("free_minutes", 0) + terms.get("free_hours", 0) * 60
    if charge.tariff is not None:
        amount = timed(
            over, charge.tariff, over.most(minutes - free, 0) if charge.free_time == "at the start" else minutes
        )
    if charge.free_time == "short stays" and ("free_minutes" in terms or "free_hours" in terms):
        amount = over.choose(minutes <= free, 0, amount)
    if "discount_percent" in terms:
        amount = percent(over, amount, terms["discount_percent"], charge.rounding)
    return over.least(amount, terms["fee_fen"]) if "fee_fen" in terms else amount


def timed(over: Over, tariff: Tariff, minutes: Any) -> Any:
    """What so many minutes cost by a tariff."""
    cost = over.divide(minutes + (tariff.unit_minutes - 1), tariff.unit_minutes) * tariff.unit_fen
    return cost if tariff.most_fen is None else over.least(cost, tariff.most_fen)


def percent(over: Over, amount: Any, off: Any, rounding: Rounding) -> Any:
    """An amount less so many percent, rounded to the fen."""
    # Written as a difference of two products, so that a term whose percent is one of a few stays a sum of constants.
    return over.divide(amount * 100 - off * amount + {"down": 0, "up": 99, "half up": 50}[rounding], 100)


def deferred(over: Over, terms: Mapping[str, Any], amount: Any, outstanding: Any) -> Any:
    """How much of an amount may be paid later: up to what is left of the limit; all of it where no limit is named (R23)."""
    later = amount
    if "credit_limit_fen" in terms:
        later = over.least(amount, over.most(terms["credit_limit_fen"] - outstanding, 0))
    elif "pay_after" not in terms:
        return 0
    return over.choose(terms["pay_after"] >= 1, later, 0) if "pay_after" in terms else later


def charged(over: Over, charge: Charge, terms: Mapping[str, Any], bill: Bill, outstanding: Any) -> Charged:
    """What a person has to pay now and later for one bill, with so much still open from before."""
    whole = due(over, charge, terms, bill.amount_fen, bill.minutes)
    later = deferred(over, terms, whole, outstanding)
    return Charged(due_fen=whole, deferred_fen=later, to_pay_fen=whole - later)
