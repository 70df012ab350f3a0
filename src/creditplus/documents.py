"""A document (文件): a text that rules. Proposed, simulated, approved by someone else, in force from its date until the next."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, TypeVar

import msgspec

from creditplus.proofs import Certificate

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
    what: Literal["approved", "rejected"]
    at: datetime
    by: str
    because: str = ""


def in_force(documents: Iterable[L], approvals: Iterable[Approval], on: date) -> L | None:
    """The approved document that rules on a day: the one that took effect last."""
    said = {approval.digest: approval.what for approval in sorted(approvals, key=lambda approval: approval.at)}
    ruling = [one for one in documents if said.get(one.digest) == "approved" and one.effective <= on]
    return max(ruling, key=lambda one: (one.effective, one.proposed_at), default=None)
