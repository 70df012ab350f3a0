"""A link (绑定): a plate or card that a resident bound once, under a standing consent, so that no code has to be shown each time.

Why the plate itself is not here: the operator keeps it beside a token that only this one operator can use for this one scenario.
Two operators who lay their tokens side by side learn nothing, and this service never learns who drove where.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from creditplus.scenarios import LinkKind


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One link; only the digest of its token is kept."""

    id: str
    digest: str
    person: str
    county: str
    scenario: str
    operator: str
    operator_kind: str
    kind: LinkKind
    at: datetime


class Unlink(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a link, effective at once."""

    id: str
    link: str
    at: datetime


def live(links: Iterable[Link], unlinks: Iterable[Unlink], at: datetime) -> Link | None:
    """The link that still holds at an instant, if one does."""
    ended = {unlink.link for unlink in unlinks if unlink.at <= at}
    return next((link for link in links if link.at <= at and link.id not in ended), None)
