"""Kinds of good records that a person has switched off (R19, G20): they are kept for nobody to see and count for nothing.

Some people do not want their gifts, deeds or honours to be counted. They need not say why, and can switch a kind on again.

Why only merits and honours: a demerit rests on a legal document and a listing on another authority's list; neither is the
person's to switch off, and both end by themselves.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from creditplus.catalogues import Catalogue
from creditplus.histories import History

POSITIVE = ("merit", "honour")


class Switch(msgspec.Struct, frozen=True, kw_only=True):
    """One time a person switched a kind off or on again; effective at once."""

    id: str
    person: str
    kind: str
    what: Literal["off", "on"]
    at: datetime


def off(switches: Iterable[Switch], before: datetime) -> frozenset[str]:
    """The kinds that are switched off at an instant: what was said last before it holds."""
    last: dict[str, Switch] = {}
    for switch in sorted(switches, key=lambda switch: (switch.at, switch.id)):
        if switch.at < before:
            last[switch.kind] = switch
    return frozenset(kind for kind, switch in last.items() if switch.what == "off")


def can_switch(catalogue: Catalogue, kind: str) -> bool:
    """Whether a person may switch a kind off: it is in the catalogue, and a merit or an honour."""
    found = catalogue.find(kind)
    return found is not None and found.polarity in POSITIVE


def kept(history: History, catalogue: Catalogue, off: Iterable[str]) -> History:
    """A history without the good records of the kinds that are switched off; nothing else can be left out this way."""
    left_out = {kind for kind in off if can_switch(catalogue, kind)}
    return msgspec.structs.replace(
        history, records=tuple(record for record in history.records if record.kind not in left_out)
    )
