"""T1 and T2 for bills: for every amount and every stay, a better term never costs more, now or in all.

Why one pair of values at a time: the terms a text offers are few, so percentages become constants, and everything stays linear.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from creditplus.errors import Words
from creditplus.offers import charges, terms
from creditplus.offers.charges import Charge
from creditplus.scenarios import Scenario
from creditplus.tools.proof import claims, smt
from creditplus.tools.proof.claims import Statement
from creditplus.tools.proof.smt import Script

BILLED = ("free_minutes", "free_hours", "discount_percent", "fee_fen", "credit_limit_fen", "pay_after")
LAW = "《黑龙江省“十四五”社会信用体系建设规划》四（四）；《价格法》第十三条"


def never_dearer(scenario: Scenario) -> Iterator[Statement]:
    """For each term of a bill, each two neighbouring values that the text offers, and each percentage."""
    charge = scenario.charge
    if charge is None:
        return
    found = {name: values(scenario, name) for name in BILLED if name in scenario.standard.terms}
    for name in found:
        for worse, better in pairwise(found[name]):
            for percent in found.get("discount_percent", [0]) if name != "discount_percent" else [None]:
                yield _pair(charge, found, name, worse, better, percent)


def values(scenario: Scenario, name: str) -> list[int]:
    """Every value of a term that the text offers, from the worst to the best."""
    offered = {scenario.standard.terms[name], *(one.terms[name] for one in scenario.benefits if name in one.terms)}
    return sorted(offered, reverse=terms.TERMS[name].better == "lower")


def _pair(
    charge: Charge, found: dict[str, list[int]], name: str, worse: int, better: int, percent: int | None
) -> Statement:
    script = Script()
    others: dict[str, Any] = {
        one: script.integer(one, min(ends), max(ends)) for one, ends in found.items() if one != name
    }
    others |= {"discount_percent": percent} if percent is not None and "discount_percent" in found else {}
    amount = script.integer("amount_fen", 0, charges.FEN_MAX)
    minutes = script.integer("minutes", 0, charges.MINUTES_MAX)
    owed = script.integer("owed_fen", 0, charges.FEN_MAX)
    bills = [_paid(charge, others | {name: value}, amount, minutes, owed) for value in (worse, better)]
    (due, now), (due_better, now_better) = bills
    dearer = (due_better > due) | (now_better > now) if name not in terms.DEFERRING else now_better > now
    script.claim(dearer | (now_better < 0) | (now_better > due_better))
    title = terms.TERMS[name].title
    zh, en = f"{title.zh}更好，账单不会更高", f"a better {title.en} never makes a bill higher"
    return Statement(path=("charge",), says=Words(zh, en), body=claims.body(script), law=LAW)


def _paid(charge: Charge, offered: dict[str, Any], amount: Any, minutes: Any, owed: Any) -> tuple[Any, Any]:
    """What is due in all, and what of it now."""
    due = charges.due(claims.smt_operators, charge, offered, amount, minutes)
    later = charges.deferred(claims.smt_operators, offered, due, owed)
    return _term(amount, due), _term(amount, due - later)


def _term(like: Any, value: Any) -> Any:
    """A number as a term, also where it is known."""
    return smt.Number(like.script, smt.written(value)) if isinstance(value, int) else value
