"""What all records of a rule, or of a category, can come to together: the most that the text itself lets them be."""

from collections.abc import Mapping, Sequence
from typing import Any

from creditplus import values, workdays
from creditplus.rulebooks import Ready
from creditplus.scales import Cut
from creditplus.tools.proof import claims
from creditplus.tools.proof.claims import Subject
from creditplus.tools.proof.readings import Place, Terms, Touched
from creditplus.tools.proof.smt import Script


def anything(subject: Subject, script: Script, rule: Ready) -> Any:
    """Any sum of a rule's records."""
    return script.integer("any", 0)


def whole(subject: Subject, script: Script, rule: Ready) -> Any:
    """What all records of a rule may be worth together: the formula's own end where it spans a life, else anything.

    Where records end and a period is limited, it is no more than the greatest outcome of a period for each period of that life.
    """
    limited = [name for name in ("year", "month") if getattr(rule.limits, name) is not None or rule.pooled == name]
    periods = 1 if spans_life(rule) else periods_of(rule, limited[0]) if limited else None
    if periods is None:
        return anything(subject, script, rule)
    column = values.worth(Terms(script), rule, Touched([Place(subject.symbol(script, rule), None)]))[-1][1]
    return column.total[0] if periods == 1 else script.integer("all", 0, column.total[0] * periods)


def periods_of(rule: Ready, period: str) -> int | None:
    """The most months or years in which acts that count may lie; None if any number."""
    months, days = workdays.length(rule.counts_for or "permanent")
    if months is None or rule.counts_from != "act":
        return None
    if rule.counts_for is not None and workdays.is_calendar(rule.counts_for):
        return months // 12 if period == "year" else months
    return (months + 11) // 12 + days // 365 + 2 if period == "year" else months + days // 28 + 2


def spans_life(rule: Ready) -> bool:
    """Whether the last limits of a rule look at all of its records that count."""
    state = rule.occurrences is not None and bool(rule.occurrences.state)
    pooled = rule.pooled == "life" or rule.pooled.startswith("rolling")
    limited = rule.limits.life is not None or rule.limits.rolling is not None
    return (state or pooled or limited) and not (pooled and tables(rule))


def tables(rule: Ready) -> Sequence[int]:
    """What the n-th occurrence is multiplied with or worth; nothing for tables by count, which move by one step."""
    return (rule.occurrences.factors or rule.occurrences.points) if rule.occurrences is not None else ()


def cut_short(subject: Subject, script: Script, cut: Cut, sums: Mapping[str, Any]) -> dict[str, Any]:
    """What limits per month or year take from the sum of a category, where acts that count lie in so many of them at most."""
    rules = [rule for rule in subject.ready if rule.category == cut.category]
    name = "year" if cut.limits.year is not None else "month"
    periods = [periods_of(rule, name) for rule in rules]
    if not periods or None in periods:
        return {}
    most = getattr(cut.limits, name) * max(one for one in periods if one is not None)
    total: Any = sum(sums[rule.code] for rule in rules)
    end = claims.smt_operators.least if most > 0 else claims.smt_operators.most
    return {cut.code: end(total, most) - total}
