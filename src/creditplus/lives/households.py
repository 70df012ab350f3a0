"""A household's account (家庭账户): one score for a couple or a family, where the county's text says so (R18).

It holds what its members hold: their records lie together under one set of limits, so a matter reported for two of them counts
once, and a limit of ten a year is ten for all of them. A member who leaves takes their own records along.

Who shares an account is told in steps, each of one person and with the words that this person agreed to: nobody is taken in by
somebody else. Whoever invites hands over a word; whoever has it and agrees shares the account from that moment on.

Why a member is served by the better of two scores: nobody may be worse off for what somebody else did. The household's score
can open a door for its members and close none, so a demerit of one never costs another what they had alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from creditplus import workdays
from creditplus.consents import notice_digest
from creditplus.errors import Words
from creditplus.lives.histories import History
from creditplus.people import Enrolment
from creditplus.rulebooks import Joining, Rulebook
from creditplus.scores import Score

COUPLE = 2
FAMILY = 12
WORD_LASTS = timedelta(days=7)
"""How long the word of whoever invites waits to be used."""


class HouseholdWord(msgspec.Struct, frozen=True, kw_only=True):
    """A member invites whoever holds this word into the household; only its digest is kept, and it works once, for a week."""

    id: str
    household: str
    person: str
    county: str
    digest: str
    given_at: datetime
    until: datetime


class HouseholdStep(msgspec.Struct, frozen=True, kw_only=True):
    """One person's step into a household's account or out of it, effective at once.

    Whoever steps in agreed to the words of `notice_digest`, and came by the `word` of a member unless they were the first.
    """

    id: str
    household: str
    person: str
    what: Literal["joined", "left"]
    word: str | None = None
    notice_digest: str | None = None
    at: datetime


class House(msgspec.Struct, frozen=True):
    """Those who share an account, as their histories, and the day since when they all do; nobody shares one alone."""

    members: tuple[History, ...] = ()
    since: date | None = None


ALONE = House()


def notice(county: Words) -> Words:
    """The words to which each member agrees: what is put together, who sees what of it, and that nobody can lose by it."""
    return Words(
        f"我同意与家人在{county.zh}共用一个家庭账户。合并的内容：每位成员在本县的积分信息，放在一起按同一上限计算。家庭账户的分数和等级用于"
        "每位成员自己授权的场景，并且所有成员都能看到；各人的明细只有本人能看到，但从分数的变化可能推知。自己的分数较高时仍按自己的分数，"
        "谁也不会因此变差。随时可以退出，立即生效，信息随本人一起退出；不同意不影响任何服务。",
        f"I agree to share one household's account with my family in {county.en}. Put together: each member's records in this county, "
        "under one set of limits. The account's points and grade are used in the scenarios to which each member agreed, and "
        "every member sees them; each one's lines are seen by that person alone, but may be guessed from what changes. Whoever has "
        "more points alone is served by those, so nobody is worse off. I can leave at any time, at once, and what is mine leaves "
        "with me; not agreeing changes no service.",
    )


def agreed_digest(county: Words) -> str:
    """SHA-256 of the words that hold now."""
    return notice_digest(notice(county))


def waits(word: HouseholdWord, at: datetime) -> bool:
    """Whether a word can still be used at an instant."""
    return word.given_at <= at < word.until


def sharing(steps: Iterable[HouseholdStep]) -> dict[str, HouseholdStep]:
    """Who shares an account after some steps of one household, each with the step by which they came in."""
    last = {step.person: step for step in sorted(steps, key=lambda step: (step.at, step.id))}
    return {person: step for person, step in last.items() if step.what == "joined"}


def shared_by(own: Iterable[HouseholdStep]) -> str | None:
    """The household whose account a person shares, from all their own steps."""
    last = max(own, key=lambda step: (step.at, step.id), default=None)
    return last.household if last is not None and last.what == "joined" else None


def left(own: Sequence[HouseholdStep], id: str, at: datetime) -> HouseholdStep:
    """The step out of the household that was joined last."""
    last = max(own, key=lambda step: (step.at, step.id))
    return HouseholdStep(id=id, household=last.household, person=last.person, what="left", at=next_at(own, at))


def next_at(own: Iterable[HouseholdStep], now: datetime) -> datetime:
    """The instant of a person's next step: now, but always after the last one."""
    return max([now, *(step.at + timedelta(microseconds=1) for step in own)])


def house(steps: Iterable[HouseholdStep], histories: Sequence[History], person: str) -> House:
    """With whom a person shares an account after some steps of all their households."""
    known = list(steps)
    account = shared_by(step for step in known if step.person == person)
    found = sharing(step for step in known if step.household == account)
    members = tuple(history for history in histories if history.person in found)
    if account is None or len(members) < COUPLE:
        return ALONE
    return House(members, workdays.day_of(max(step.at for step in found.values())))


def reasons(joining: Joining, members: int) -> tuple[Words, ...]:
    """Why a household of so many members cannot have an account, in words; empty if it can."""
    if joining.households == "none":
        return (Words("本县不设家庭账户", "this county has no accounts for households"),)
    most = COUPLE if joining.households == "couple" else FAMILY
    if not COUPLE <= members <= most:
        return (Words(f"家庭账户要有 {COUPLE} 至 {most} 人", f"a household's account has {COUPLE} to {most} members"),)
    return ()


def merged(account: str, county: str, members: Sequence[History], on: date, since: date | None = None) -> History:
    """The histories of those members who take part in the county on a day, as the one history of their account.

    Clean time begins when the last of them joined, the county or (`since`) the household: before that day they were none.
    """
    joined = {member.person: step for member in members if (step := _joined(member, county, on)) is not None}
    taking_part = [member for member in members if member.person in joined]
    steps = sorted(joined.values(), key=lambda step: (step.on, step.at))
    begun = max(filter(None, [*(step.on for step in steps[-1:]), since]), default=None)
    return History(
        account,
        tuple(record for member in taking_part for record in member.records if record.kind not in member.off(on)),
        tuple(change for member in taking_part for change in member.changes),
        tuple(
            Enrolment(id=account, person=account, county=county, what="joined", on=begun or step.on, at=step.at)
            for step in steps[-1:]
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
