"""What is sent to the doors of the log, of who looked, and of what is held."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus.rights.delays import Authority, DocumentNumber
from creditplus.web.sent import CountyCode

Cursor = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,400}$", description="`next` of the page before")]
Case = Annotated[
    str, Meta(pattern=r"^[A-Z]{0,6}-?[0-9]{4}-[0-9]{1,6}$", description="a case number, such as JC-2026-17")
]
EventId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="the id of an event")]


class After(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After which page; the newest, if it is left out."""

    cursor: Cursor | None = None


class WhichLooks(After, frozen=True, forbid_unknown_fields=True):
    """Whether one's own acts are listed too."""

    own: bool = False


class InForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As one tree, or as tables for a spreadsheet."""

    form: Literal["json", "csv"] = "json"


class WithCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The case that lets an auditor see about whom an event is."""

    case: Case | None = None


class WhichEvents(After, frozen=True, forbid_unknown_fields=True):
    """Which entries of the log. `subject`, a person's code name, needs a `case`."""

    verb: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$", description="what was done")] | None = None
    outcome: Annotated[str, Meta(pattern=r"^[a-z -]{1,40}$", description="how it came out")] | None = None
    on: date | None = None
    county: CountyCode | None = None
    subject: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="a person's code name")] | None = None
    case: Case | None = None


class NewDelay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From which day on a look is shown, and which authority asked for that by which document."""

    until: date
    authority: Authority
    document: DocumentNumber


class WhichProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one event, or of an older seal."""

    event: EventId | None = None
    since: Annotated[str, Meta(pattern="^[1-9][0-9]{0,8}$", description="the number of an older seal")] | None = None
