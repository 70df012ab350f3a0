"""A question of one city to another about one code in one scenario, and the answer: one grade or none, and never who it is.

Why the question names both texts by their digests: the city that answers lowers the grade by the very texts by which the city
that asks will read it; where the two differ, nothing is said.
Why an answer of nothing looks like every other: which of the many causes it has is nobody's business but the person's.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from creditplus import recognition
from creditplus.consents import CodeText
from creditplus.decisions import Guest
from creditplus.province import divisions
from creditplus.province.catalogues import Division
from creditplus.recognition import Recognition
from creditplus.scales import GradeCode
from creditplus.scenarios import OperatorKind, Scenario, ScenarioCode

SECONDS = 2.0
"""How long a city is waited for, all in all; whatever comes later is no answer."""
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Name = Annotated[str, Meta(min_length=16, max_length=64)]
Failed = Literal[
    "unlisted", "no-statement", "shut", "silent", "late", "refused", "forged", "other-question", "too-much"
]
"""Why there is no answer: its line is not in the text; the province does not vouch for it; it was silent too often lately;
nothing came; it came too late; it would not answer; somebody else signed it, or at another time; it answers something else; it
says more than the scenario can use."""
ALARMING: frozenset[Failed] = frozenset(["forged", "other-question", "too-much"])
"""What no city does by mistake: it is marked in the log."""
GRADE_MAX = 8


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What one city asks another. `jti` is its name; `county` and `operator_kind` say where the code is shown, and to whom."""

    jti: Name
    home: Division
    county: Division
    scenario: ScenarioCode
    operator_kind: OperatorKind
    code: CodeText
    recognition: Digest
    text: Digest


class Admitted(msgspec.Struct, frozen=True):
    """A question of which we know that a city asks it, now, and asks us."""

    city: str
    question: Question


class Asking(msgspec.Struct, frozen=True):
    """One question on its way: what is asked, where, as it is signed, and the texts by which the answer will be read."""

    question: Question
    address: str
    token: str
    ruling: Recognition
    text: Scenario


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What the other city answers to a question: a grade of its own ladder, or nothing."""

    jti: Name
    question: Name
    scenario: ScenarioCode
    grade: GradeCode | None = None


class Heard(msgspec.Struct, frozen=True):
    """What came of asking another city: what it signed, or why nothing did."""

    token: str | None = None
    failed: Failed | None = None


class Tallies(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of one day as their SHA-256 alone, by city: those that a city gave, and those that it was given."""

    city: str
    on: date
    given: dict[str, tuple[str, ...]]
    heard: dict[str, tuple[str, ...]]


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What two cities' logs say of one city's answers to the other: how many both have, and how many only one has.

    One that only the home city has was lost on its way. One that only the receiving city has was never given: an alarm.
    """

    home: str
    receiving: str
    both: int
    only_given: int
    only_heard: int


def wrong(question: Question, reply: Reply, text: Recognition, scenario: Scenario, on: date) -> Failed | None:
    """Why a signed reply is no answer to a question: it answers another one, or says more than the scenario can use."""
    if (reply.question, reply.scenario) != (question.jti, question.scenario):
        return "other-question"
    if recognition.attested(text, question.home, scenario, reply.grade, on) != reply.grade:
        return "too-much"
    return None


def padding(grade: str | None) -> str:
    """What makes a reply as long as any other, whatever the grade in it."""
    written = len("null") if grade is None else len(grade) + 2
    return "-" * (GRADE_MAX + 2 - written)


def agreement(home: Tallies, receiving: Tallies) -> Agreement:
    """Compare two cities' logs of one day, without a person."""
    given, heard = set(home.given.get(receiving.city, ())), set(receiving.heard.get(home.city, ()))
    return Agreement(
        home=home.city,
        receiving=receiving.city,
        both=len(given & heard),
        only_given=len(given - heard),
        only_heard=len(heard - given),
    )


def logged(guest: Guest) -> dict[str, Any]:
    """What the log says of a guest: the home city, and the answer's digest or why there was none; never the grade."""
    told = {"home": divisions.city_of(guest.home), "attestation": guest.attestation, "failed": guest.failed}
    told |= {"alarm": guest.failed} if guest.failed in ALARMING else {}
    return {name: value for name, value in told.items() if value is not None}


class Attested(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as the city that gave it keeps it; `digest` is the SHA-256 of what was signed, and both cities' logs carry it."""

    id: str
    at: datetime
    city: str
    county: str
    operator_kind: str
    question: str
    person: str | None = None
    scenario: str
    grade: str | None = None
    digest: str
