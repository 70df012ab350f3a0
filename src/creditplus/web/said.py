"""What is sent to the doors where ruling texts live: small bodies and parameters."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from creditplus.documents import DocumentKind
from creditplus.web.sent import CountyCode

Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="a SHA-256 in hexadecimal digits")]


class Approved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second person's yes: having seen which simulation (rulebooks and scenarios have one), and perhaps why."""

    simulation: Digest | None = None
    because: Annotated[str, Meta(max_length=400)] = ""


class Rejected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second person's no, and why."""

    because: Annotated[str, Meta(min_length=1, max_length=400)]


class Against(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """The digest of the earlier text."""

    from_: Digest


class Shelf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which division, perhaps of which kind only, as of which day (today without one)."""

    division: CountyCode
    kind: DocumentKind | None = None
    on: date | None = None
