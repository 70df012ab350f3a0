"""Kinds of good records that a person has switched off (R19, G20): they are kept for nobody to see and count for nothing.

Some people do not want their gifts, deeds or honours to be counted. They need not say why, and can switch a kind on again.

They are left out after corrections, where standing records are read (`histories.History.stand`), and nowhere else: records, changes
and switches themselves stay as they are, so switching on again restores exactly.

Why only merits and honours: a demerit rests on a legal document and a listing on another authority's list; neither is the
person's to switch off, and both end by themselves.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from creditplus.errors import Words
from creditplus.province.catalogues import Catalogue
from creditplus.records import Record

POSITIVE = ("merit", "honour")
INSTANT = timedelta(microseconds=1)


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


def kept(stand: Iterable[Record], off: Collection[str]) -> list[Record]:
    """Standing records without those of the kinds that are switched off."""
    return [record for record in stand if record.kind not in off]


def told(kind: str, catalogue: Catalogue) -> Words:
    """What a person reads about a kind that they switched off."""
    found = catalogue.find(kind)
    title = found.title if found is not None else Words(kind, kind)
    return Words(
        f"您已关闭：{title.zh}，不计分，可以随时打开",
        f"you switched off: {title.en}; it counts for nothing until you switch it on",
    )
