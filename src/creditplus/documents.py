"""A document (文件): a text that rules. Proposed, simulated, approved by someone else, in force from its date until the next."""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar

import msgspec

from creditplus import people, workdays
from creditplus.errors import Conflict, Forbidden
from creditplus.outlooks.impacts import Impact
from creditplus.people import Actor
from creditplus.proofs import Certificate

Verdict = Literal["approved", "rejected"]
DocumentKind = Literal["guardrails", "catalogue", "rulebook", "scenario", "recognition"]


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a text's cover, named by its digest; `name` tells scenarios of one division apart and is empty elsewhere."""

    digest: str
    kind: DocumentKind
    division: str
    name: str = ""
    effective: date
    proposed_at: datetime
    proposed_by: str


class Document(Label, frozen=True, kw_only=True):
    """A text on the shelf."""

    text: str


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """A text that nothing is wrong with, and what stands on its cover; `against` names the texts that ruled on the day of the look."""

    text: str
    kind: DocumentKind
    division: str
    effective: date
    name: str = ""
    certificate: Certificate | None = None
    on: date
    against: tuple[str, ...] = ()


L = TypeVar("L", bound=Label)


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """A second person's word on a document."""

    id: str
    digest: str
    what: Verdict
    at: datetime
    by: str
    because: str = ""
    simulation: str | None = None


SIMULATED: frozenset[DocumentKind] = frozenset(["rulebook", "scenario"])
"""The kinds of text that change what residents have: nobody approves one without having seen its impact."""


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """What a text would make of its residents on the day `on`, by what was known on the day of `at`, named by its own digest.

    `against` are the digests of everything that rules there on that day; the same text, day, facts and rulers have the same digest.
    """

    digest: str
    document: str
    against: tuple[str, ...]
    on: date
    impact: Impact
    at: datetime
    by: str


State = Literal["proposed", "rejected", "approved", "in force", "superseded", "expired"]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A text's cover and where it stands on a day; `approved` waits for its date."""

    label: Label
    state: State
    on: date
    expires: date | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a text's life: an act of somebody at an instant, or what a day brings by itself."""

    what: Literal["proposed", "simulated", "approved", "rejected", "in force", "superseded", "expired"]
    on: date
    at: datetime | None = None
    by: str | None = None
    because: str = ""
    simulation: str | None = None


def digest_of(document: str, against: tuple[str, ...], on: date, known_on: date, impact: Impact) -> str:
    """SHA-256 of what a simulation says by what is known on a day, whoever asked."""
    said = msgspec.json.encode((document, against, on, known_on, impact), order="deterministic")
    return hashlib.sha256(said).hexdigest()


def earliest(approved_on: date, notice_days: int) -> date:
    """The first day on which a text that follows another one may rule, if it is approved, and so made known, on a day (G32)."""
    return approved_on + timedelta(days=notice_days)


def judged(document: Document, by: Actor, said: Approval | None, what: Verdict) -> Approval | None:
    """The word that this second person has given already, or None while there is none.

    Raises Forbidden (another's division, one's own text), Conflict (somebody said something else).
    """
    if not people.acts_in(by, document.division):
        raise Forbidden("other-county")
    if document.proposed_by == by.id:
        raise Forbidden("own-document")
    if said is not None and (said.what, said.by) != (what, by.id):
        raise Conflict("already-decided")
    return said


def expires(text: str) -> date | None:
    """The day on which a text ends by its own words, if it says one."""
    found = tomllib.loads(text).get("expires")
    return found if isinstance(found, date) else None


def again(text: str, effective: date, expires: date | None = None) -> str:
    """An old text with new dates: how one goes back. What it says is the old text's to the letter; its digest is another."""
    for name, day in (("effective", effective), ("expires", expires)):
        if day is not None:
            text = re.sub(rf"(?m)^({name}\s*=\s*)\d{{4}}-\d\d-\d\d", rf"\g<1>{day}", text, count=1)
    return text


def state(document: Document, others: Iterable[L], approvals: Iterable[Approval], on: date) -> State:
    """Where a text stands on a day, among the `others` of its kind, division and name (itself included)."""
    kept = list(approvals)
    said = {one.digest: one.what for one in kept}.get(document.digest)
    if said != "approved":
        return "rejected" if said == "rejected" else "proposed"
    end = expires(document.text)
    if document.effective > on:
        return "approved"
    ruling = in_force(others, kept, on)
    if ruling is None or ruling.digest != document.digest:
        return "superseded"
    return "expired" if end is not None and end <= on else "in force"


def life(
    document: Document, others: Iterable[Label], approvals: Iterable[Approval], seen: Iterable[Simulation]
) -> list[Step]:
    """Every step of a text's life, what somebody did before what a day brings: `others` are all of its kind, place and name."""
    day, steps, kept = workdays.day_of, [], list(approvals)
    by = document.proposed_by
    steps.append(Step(what="proposed", on=day(document.proposed_at), at=document.proposed_at, by=by))
    steps += [Step(what="simulated", on=day(one.at), at=one.at, by=one.by, simulation=one.digest) for one in seen]
    own = next((one for one in kept if one.digest == document.digest), None)
    if own is not None:
        step = Step(what=own.what, on=day(own.at), at=own.at, by=own.by, because=own.because, simulation=own.simulation)
        steps.append(step)
    if own is not None and own.what == "approved":
        steps += _ruled(document, list(others), kept, own)
    return sorted(steps, key=lambda step: (step.on, step.at is None))


def _ruled(document: Document, others: list[Label], approvals: list[Approval], own: Approval) -> Iterable[Step]:
    """When an approved text rules, and what ends it: its own last day or the next text, whichever comes first."""
    begins, end = max(document.effective, workdays.day_of(own.at)), expires(document.text)
    approved = {one.digest for one in approvals if one.what == "approved"}
    mine = (document.effective, document.proposed_at)
    later = [one.effective for one in others if one.digest in approved and (one.effective, one.proposed_at) > mine]
    after = max(min(later), begins) if later else None
    if after != begins:
        yield Step(what="in force", on=begins)
    if after is not None and (end is None or after <= end):
        yield Step(what="superseded", on=after)
    elif end is not None:
        yield Step(what="expired", on=end)


def in_force(documents: Iterable[L], approvals: Iterable[Approval], on: date) -> L | None:
    """The approved document that rules on a day: the one that took effect last."""
    said = {approval.digest: approval.what for approval in sorted(approvals, key=lambda approval: approval.at)}
    ruling = [one for one in documents if said.get(one.digest) == "approved" and one.effective <= on]
    return max(ruling, key=lambda one: (one.effective, one.proposed_at), default=None)
