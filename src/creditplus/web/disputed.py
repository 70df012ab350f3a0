"""What is sent at the doors of objections, repairs, corrections and revocations: one type for each body."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus.lives.corrections import Rightly
from creditplus.rights.objections import Grounds, Outcome, Short, Told


class NewObjection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """On which grounds a record is disputed, and what is wrong with it."""

    grounds: Grounds
    words: Told


class InWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody has to say."""

    words: Told


class OwnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The person's own words beside a record: at most 500 characters."""

    words: Short


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A PDF, JPEG or PNG of at most 5 MiB, in base64."""

    content: bytes


class NewSettlement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an objection ends, and why; `rightly` tells the right record if the outcome is `corrected`."""

    outcome: Outcome
    because: Short
    rightly: Rightly | None = None


class NewCorrection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The right record in full, and why."""

    rightly: Rightly
    because: Short


class NewRevocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """On which day the legal document was revoked, and by what."""

    revoked_on: date
    because: Short


class RepairWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a request for repair is decided, and why."""

    outcome: Literal["granted", "refused"]
    because: Short


class OfQueue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page of a queue: after which place, which is `next` of the page before."""

    after: Annotated[str, Meta(min_length=1, max_length=80)] | None = None
