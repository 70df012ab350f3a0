"""Somebody who writes a text sees what it says so far, in plain words, and what it would change in the text that rules now.

Why apart from proving it: this takes a few milliseconds, looks at one text only, and is told even while the text may not rule.
"""

import tomllib
from datetime import date

import msgspec

from creditplus import differences, documents, scenarios
from creditplus.differences import Difference
from creditplus.documents import Approval, Document
from creditplus.drafting import drafts
from creditplus.people import Actor
from creditplus.province.catalogues import Catalogue
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario
from creditplus.tools import clock, store


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A text as far as it can be read: a rulebook, a scenario, or neither; `changes` against the text that rules now, if one does."""

    catalogue: Catalogue
    rulebook: Rulebook | None = None
    scenario: Scenario | None = None
    changes: Difference | None = None


async def read_draft(db: store.Transaction, by: Actor, text: str) -> Draft:
    """What a text says. Raises NotFound (no catalogue yet)."""
    today = clock.today()
    catalogue = await store.catalogue(db, today)
    kind = _kind_of(text)
    if kind == "rulebook":
        book = drafts.rulebook(text, "text.toml", catalogue).value
        changes = await _changes(db, text, book.county, "", today) if book else None
        return Draft(catalogue=catalogue, rulebook=book, changes=changes)
    if kind == "scenario":
        offer = scenarios.read(text, "text.toml", catalogue).value
        changes = await _changes(db, text, offer.division, offer.scenario, today, "scenario") if offer else None
        return Draft(catalogue=catalogue, scenario=offer, changes=changes)
    return Draft(catalogue=catalogue)


def _kind_of(text: str) -> str:
    try:
        return str(tomllib.loads(text).get("kind"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return ""


async def _changes(
    db: store.Transaction, text: str, division: str, name: str, on: date, kind: documents.DocumentKind = "rulebook"
) -> Difference | None:
    """What differs from the text of the same kind, place and name that rules on a day."""
    same = await store.read(db, Document, division=division, kind=kind, name=name)
    approvals = await store.read(db, Approval, digest=[one.digest for one in same])
    ruling = documents.in_force(same, approvals, on)
    if ruling is None:
        return None
    return differences.difference(kind, ruling.text, text, (ruling.digest, drafts.digest_of(text)))
