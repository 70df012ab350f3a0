"""A household's account (家庭账户): one score for a couple or a family, where the county's text says so (R18).

It holds what its members hold: their records lie together under one set of limits, so a matter reported for two of them counts
once, and a limit of ten a year is ten for all of them. A member who leaves takes their own records along.

Why a member is served by the better of two scores: nobody may be worse off for what somebody else did. The household's score
can open a door for its members and close none, so a demerit of one never costs another what they had alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from creditplus.errors import Words
from creditplus.lives.histories import History
from creditplus.people import Enrolment
from creditplus.rulebooks import Joining, Rulebook
from creditplus.scores import Score

COUPLE = 2
FAMILY = 12
WORD_LASTS = timedelta(days=7)
"""How long the word waits for somebody to come."""


class HouseholdWord(msgspec.Struct, frozen=True, kw_only=True):
    """A member invites whoever has a word into a household; only its digest is kept."""

    id: str
    person: str
    household: str
    county: str
    digest: str
    given_at: datetime
    until: datetime


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """One step into a household or out of it. Who comes by a word takes its id, so each word brings one person."""

    id: str
    household: str
    person: str
    what: Literal["joined", "left"]
    at: datetime


def household_of(steps: Iterable[Membership], person: str) -> str | None:
    """The household that somebody is in by their last step, if they are in any."""
    last = max((step for step in steps if step.person == person), key=lambda step: step.at, default=None)
    return last.household if last is not None and last.what == "joined" else None


def members(steps: Iterable[Membership], household: str) -> list[str]:
    """Who is in a household now, those first who came first."""
    told = [step for step in sorted(steps, key=lambda step: step.at) if step.household == household]
    return [person for person in dict.fromkeys(step.person for step in told) if household_of(told, person)]


def stays(steps: Iterable[Membership], person: str) -> Iterator[tuple[str, datetime, datetime | None]]:
    """Each stay of somebody in a household: which, since when and until when."""
    since: dict[str, datetime] = {}
    for step in sorted((one for one in steps if one.person == person), key=lambda one: one.at):
        if step.what == "joined":
            since.setdefault(step.household, step.at)
        elif step.household in since:
            yield step.household, since.pop(step.household), step.at
    yield from ((household, at, None) for household, at in since.items())


def meetings(steps: Sequence[Membership], person: str) -> Iterator[tuple[str, datetime, datetime | None]]:
    """With whom somebody was in one household, since when and until when."""
    for other in dict.fromkeys(step.person for step in steps if step.person != person):
        for household, since, until in stays(steps, person):
            for there, came, went in stays(steps, other):
                ends = [end for end in (until, went) if end is not None]
                if there == household and (not ends or max(since, came) < min(ends)):
                    yield other, max(since, came), min(ends, default=None)


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


def account(rulebook: Rulebook, history: History, on: date) -> History | None:
    """The account of the household that somebody is in on a day, where the county's text has such accounts and others take part."""
    others = history.together(on) if rulebook.joining.households != "none" else ()
    if not others or _joined(history, rulebook.county, on) is None:
        return None
    taking_part = [one for one in others if _joined(one, rulebook.county, on) is not None]
    return merged(history.person, rulebook.county, [history, *taking_part], on) if taking_part else None


def better(rulebook: Rulebook, own: Score, household: Score) -> Score:
    """The score that serves a member: the one with the better grade, then with more points; their own if the two are equal."""
    order = [grade.code for grade in rulebook.grades]
    return min((own, household), key=lambda score: (order.index(score.grade), -score.points))
