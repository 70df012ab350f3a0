"""A household's account (家庭账户): one score for a couple or a family, where the county's text says so (R18).

It holds what its members hold: their records lie together under one set of limits, so a matter reported for two of them counts
once, and a limit of ten a year is ten for all of them. A member who leaves takes their own records along.

Why a member is served by the better of two scores: nobody may be worse off for what somebody else did. The household's score
can open a door for its members and close none, so a demerit of one never costs another what they had alone.
"""

from collections.abc import Sequence
from datetime import date

from creditplus.errors import Words
from creditplus.lives.histories import History
from creditplus.people import Enrolment
from creditplus.rulebooks import Joining, Rulebook
from creditplus.scores import Score

COUPLE = 2
FAMILY = 12


def reasons(joining: Joining, members: int) -> tuple[Words, ...]:
    """Why a household of so many members cannot have an account, in words; empty if it can."""
    if joining.households == "none":
        return (Words("本县不设家庭账户", "this county has no accounts for households"),)
    most = COUPLE if joining.households == "couple" else FAMILY
    if not COUPLE <= members <= most:
        return (Words(f"家庭账户要有 {COUPLE} 至 {most} 人", f"a household's account has {COUPLE} to {most} members"),)
    return ()


def merged(account: str, county: str, members: Sequence[History], on: date) -> History:
    """The histories of those members who take part in the county on a day, as the one history of their account.

    Clean time begins when the last of them joined: before that day they were no household.
    """
    joined = {member.person: step for member in members if (step := _joined(member, county, on)) is not None}
    taking_part = [member for member in members if member.person in joined]
    steps = sorted(joined.values(), key=lambda step: (step.on, step.at))
    return History(
        account,
        tuple(record for member in taking_part for record in member.records if record.kind not in member.off(on)),
        tuple(change for member in taking_part for change in member.changes),
        tuple(
            Enrolment(id=account, person=account, county=county, what="joined", on=s.on, at=s.at) for s in steps[-1:]
        ),
    )


def _joined(member: History, county: str, on: date) -> Enrolment | None:
    """The step with which a member joined, if they take part in the county's points on a day."""
    step = max((step for step in member.enrolments if step.on <= on), key=lambda step: step.at, default=None)
    return step if step is not None and step.what == "joined" and step.county == county else None


def better(rulebook: Rulebook, own: Score, household: Score) -> Score:
    """The score that serves a member: the one with the better grade, then with more points; their own if the two are equal."""
    order = [grade.code for grade in rulebook.grades]
    return min((own, household), key=lambda score: (order.index(score.grade), -score.points))
