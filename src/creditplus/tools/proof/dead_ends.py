"""Shows what a text can never do: a grade nobody reaches, a rule that never counts, a category that lets nothing through."""

from creditplus.arithmetic import shown
from creditplus.errors import Words
from creditplus.proofs import Counterexample
from creditplus.rulebooks import Ready
from creditplus.scales import Grade
from creditplus.tools.proof.claims import Subject
from creditplus.tools.proof.drawing import Town
from creditplus.tools.proof.earnings import Earnings


def out_of_reach(subject: Subject, grade: Grade, found: Earnings) -> Counterexample | None:
    """The most, and the least, that anyone reaches."""
    best, worst = (found.town.score(found.everything[sign]) for sign in (1, -1))
    says = Words(
        f"任何居民能达到的分数在 {shown(worst.points)} 和 {shown(best.points)} 之间",
        f"what residents can do leads to scores from {shown(worst.points)} to {shown(best.points)}",
    )
    base = found.town.score([])
    reached = {base.grade, best.grade, worst.grade}
    return Counterexample(
        says=says, on=found.town.today, without=base.points, with_=best.points, reproduced=grade.code not in reached
    )


def dead(subject: Subject, rule: Ready) -> Counterexample | None:
    """Why a rule never counts: its condition, an earlier rule, or its worth."""
    town = Town(subject)
    templates = town.templates(rule)
    worth = max((town.worth([town.record(one, town.today, "r")], rule) for one in templates), default=0)
    before = subject.earlier(rule)
    if templates:
        says = Words("适用的记录都得 0 分", "every record that it applies to is worth nothing")
    elif before:
        codes = "、".join(other.code for other in before)
        says = Words(f"记录已先适用 {codes}", f"its records earn under {codes} before")
    else:
        says = Words("没有记录符合它的条件", "no record meets its condition")
    return Counterexample(says=says, reproduced=worth == 0)


def closed(subject: Subject, rule: Ready) -> Counterexample | None:
    """A record that changes nothing because of its category."""
    town = Town(subject)
    records = Earnings(subject).many(rule, 1)
    says = Words("它的类别不让分数变化", "its category never lets the score change")
    base, after = town.score([]).points, town.score(records).points
    return Counterexample(
        says=says, one=town.shown(records[0]) if records else None, without=base, with_=after, reproduced=base == after
    )
