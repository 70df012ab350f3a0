"""The terms that a service can have: each is declared once, with its unit and the direction in which it gets better.

Why a closed list: a decision can only be proved never to hurt if every term knows which way is better. A new term is one
line here; a scenario text cannot invent one.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from creditplus.errors import Words

Terms = dict[str, int]
"""What someone receives: a value for each term; yes is 1 and no is 0."""


class Term(msgspec.Struct, frozen=True):
    """One term: its unit, which direction is better for the person, its greatest sensible value, and how it is told."""

    unit: Literal["fen", "minutes", "hours", "days", "percent", "count", "yes_no"]
    better: Literal["lower", "higher"]
    most: int
    title: Words


def _term(unit: str, better: str, most: int, zh: str, en: str) -> Term:
    return Term(unit, better, most, Words(zh, en))  # type: ignore[arg-type]  # literals below


TERMS: Mapping[str, Term] = {
    "deposit_fen": _term("fen", "lower", 10**9, "押金", "deposit"),
    "fee_fen": _term("fen", "lower", 10**9, "费用", "fee"),
    "free_minutes": _term("minutes", "higher", 44_640, "免费分钟", "free minutes"),
    "free_hours": _term("hours", "higher", 744, "免费小时", "free hours"),
    "discount_percent": _term("percent", "higher", 100, "优惠百分比", "discount in percent"),
    "credit_limit_fen": _term("fen", "higher", 10**9, "后付费额度", "limit to pay later"),
    "days_to_pay": _term("days", "higher", 366, "付款天数", "days to pay"),
    "hours_to_pay": _term("hours", "higher", 744, "付款小时", "hours to pay"),
    "instalments": _term("count", "higher", 60, "分期期数", "instalments"),
    "items": _term("count", "higher", 1_000, "可借件数", "items"),
    "loan_days": _term("days", "higher", 366, "借期天数", "days of loan"),
    "documents_deferred": _term("count", "higher", 20, "可后补材料份数", "documents that may follow later"),
    "priority": _term("yes_no", "higher", 1, "优先办理", "served first"),
    "pay_after": _term("yes_no", "higher", 1, "先用后付", "pay afterwards"),
}


def best(name: str, one: int, other: int) -> int:
    """The better of two values of a term, in the term's own direction."""
    return min(one, other) if TERMS[name].better == "lower" else max(one, other)


def at_least_as_good(terms: Mapping[str, int], standard: Mapping[str, int]) -> bool:
    """Whether every term is at least as good as the standard one, and no term was lost."""
    return all(name in terms and best(name, terms[name], value) == terms[name] for name, value in standard.items())
