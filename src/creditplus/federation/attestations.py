"""A question of one city to another about one code in one scenario, and the answer: one grade or none, and never who it is.

Why the question names both texts by their digests: the city that answers lowers the grade by the very texts by which the city
that asks will read it; where the two differ, nothing is said.
Why an answer of nothing looks like every other: which of the many causes it has is nobody's business but the person's.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus.consents import CodeText
from creditplus.province.catalogues import Division
from creditplus.rulebooks import GradeCode
from creditplus.scenarios import OperatorKind, ScenarioCode

SECONDS = 2.0
"""How long a city is waited for, all in all; whatever comes later is no answer."""
LIVES = timedelta(seconds=30)
"""How long a question and its answer count at most."""
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Name = Annotated[str, Meta(min_length=16, max_length=64)]
Failed = Literal["unlisted", "no-statement", "shut", "silent", "late", "forged", "other-question", "too-much"]
"""Why there is no answer: its line is not in the text; the province vouches for it no longer; it was silent too often lately;
nothing came; it came too late; whoever signed it; it answers something else; it says more than the scenario can use."""


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


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What the other city answers to a question: a grade of its own ladder, or nothing."""

    jti: Name
    question: Name
    scenario: ScenarioCode
    grade: GradeCode | None = None


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
