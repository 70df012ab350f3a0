"""The terms that a service can have: each is declared once, with its unit and the direction in which it gets better.

Why a closed list: a decision can only be proved never to hurt if every term knows which way is better. A new term is one
line here; a scenario text cannot invent one.
"""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from creditplus.arithmetic import Over
from creditplus.errors import Words

Terms = dict[str, int]
"""What someone receives: a value for each term; yes is 1 and no is 0."""


class Term(msgspec.Struct, frozen=True):
    """One term: its unit, which direction is better for the person, its greatest sensible value, and how it is told.

    `needed` marks a term without which there is no service at all: a basic public service has it for everyone (T9).
    `rival` marks one that a person can only have at another's cost, as being served first: no basic public service has it.
    """

    unit: Literal["fen", "minutes", "hours", "days", "months", "percent", "count", "yes_no"]
    better: Literal["lower", "higher"]
    most: int
    title: Words
    needed: bool = False
    rival: bool = False


def _term(unit: str, better: str, most: int, zh: str, en: str, *, needed: bool = False, rival: bool = False) -> Term:
    return Term(unit, better, most, Words(zh, en), needed, rival)  # type: ignore[arg-type]  # literals below


TERMS: Mapping[str, Term] = {
    # money
    "deposit_fen": _term("fen", "lower", 10**9, "押金", "deposit"),
    "deposit_percent": _term("percent", "lower", 100, "押金比例", "deposit"),
    "deposit_months": _term("months", "lower", 12, "押金（按月租金）", "deposit in rent"),
    "prepaid_percent": _term("percent", "lower", 100, "预付比例", "paid beforehand"),
    "prepaid_months": _term("months", "lower", 12, "预付租金", "rent paid beforehand"),
    "fee_fen": _term("fen", "lower", 10**9, "费用", "fee at most"),
    "late_fee_fen": _term("fen", "lower", 10**7, "逾期费", "fee for a late return"),
    "discount_percent": _term("percent", "higher", 100, "优惠", "discount"),
    "guarantors": _term("count", "lower", 5, "担保人数", "guarantors"),
    # paying later
    "pay_after": _term("yes_no", "higher", 1, "先用后付", "pay afterwards"),
    "credit_limit_fen": _term("fen", "higher", 10**9, "后付费额度", "limit to pay later"),
    "days_to_pay": _term("days", "higher", 366, "付款期限", "time to pay"),
    "hours_to_pay": _term("hours", "higher", 744, "付款期限", "time to pay"),
    "instalments": _term("count", "higher", 60, "分期期数", "instalments"),
    # time
    "free_minutes": _term("minutes", "higher", 44_640, "免费时长", "free time"),
    "free_hours": _term("hours", "higher", 744, "免费时长", "free time"),
    "free_rides": _term("count", "higher", 1_000, "免费乘次", "free rides"),
    "held_minutes": _term("minutes", "higher", 1_440, "预约保留", "appointment kept for"),
    "reschedules": _term("count", "higher", 100, "改约次数", "changes of an appointment"),
    # lending
    "items": _term("count", "higher", 1_000, "可借件数", "items", needed=True),
    "loan_days": _term("days", "higher", 366, "借期", "time of loan", needed=True),
    "loan_hours": _term("hours", "higher", 744, "借用时长", "time of loan", needed=True),
    "renewals": _term("count", "higher", 20, "续借次数", "renewals"),
    "grace_days": _term("days", "higher", 60, "宽限期", "time of grace"),
    # offices
    "documents_deferred": _term("count", "higher", 20, "可后补材料份数", "documents that may follow later"),
    "days_to_supply": _term("days", "higher", 366, "补交材料期限", "time to supply documents"),
    "promises_accepted": _term("count", "higher", 20, "可承诺代替的证明份数", "proofs replaced by a promise"),
    "days_to_decide": _term("days", "lower", 366, "办结期限", "decided within"),
    "visits": _term("count", "lower", 20, "跑动次数", "visits to the counter"),
    "without_inspection": _term("yes_no", "higher", 1, "免查验", "without an inspection"),
    "by_appointment": _term("yes_no", "higher", 1, "可预约办理", "by appointment"),
    "at_home": _term("yes_no", "higher", 1, "上门办理", "at home"),
    "priority": _term("yes_no", "higher", 1, "优先办理", "served first", rival=True),
}
DEFERRING = ("pay_after", "credit_limit_fen")
"""The terms that let somebody pay later: where one is offered, the text says when it must be paid and what follows (R23)."""


def better(over: Over, name: str, one: Any, other: Any) -> Any:
    """The better of two values of a term, in the term's own direction."""
    return over.least(one, other) if TERMS[name].better == "lower" else over.most(one, other)


def as_good(name: str, one: Any, other: Any) -> Any:
    """Whether a value of a term is at least as good as another one."""
    return one <= other if TERMS[name].better == "lower" else one >= other


def at_least_as_good(terms: Mapping[str, int], standard: Mapping[str, int]) -> bool:
    """Whether every term is at least as good as the standard one, and no term was lost."""
    return all(name in terms and as_good(name, terms[name], value) for name, value in standard.items())


def shown(name: str, value: int) -> Words:
    """A term and its value as people write them."""
    term = TERMS[name]
    units = {
        "fen": ("元", "yuan"),
        "minutes": ("分钟", "minutes"),
        "hours": ("小时", "hours"),
        "days": ("天", "days"),
        "months": ("个月", "months"),
        "percent": ("%", "%"),
        "count": ("", ""),
    }
    if term.unit == "yes_no":
        said = Words("是", "yes") if value else Words("否", "no")
        return Words(f"{term.title.zh}：{said.zh}", f"{term.title.en}: {said.en}")
    zh, en = units[term.unit]
    en = en.removesuffix("s") if value == 1 else en
    number = (
        f"{value / 100:.2f}"
        if term.unit == "fen" and value % 100
        else str(value // 100 if term.unit == "fen" else value)
    )
    return Words(f"{term.title.zh}{number}{zh}", f"{term.title.en} {number} {en}".rstrip())
