"""The texts in force on a day: which catalogue, rulebook and scenarios rule where, read and ready to be used.

Why a text is read beside the catalogue that was in force when it was proposed: that is what it was checked against, so a text
that was sound then is sound for ever, and a score derived again years later is derived from the very same words.
A text past its own `expires` no longer rules; nothing older comes back in its place.
"""

import contextlib
from datetime import date, datetime
from typing import Any

import msgspec

from creditplus import documents, workdays
from creditplus.documents import Approval, DocumentKind, Label
from creditplus.errors import NotFound
from creditplus.province import divisions
from creditplus.province.catalogues import Catalogue
from creditplus.province.limits import Limits
from creditplus.recognition import Recognition
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario
from creditplus.tools.store import sound
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.counts import TEXTS
from creditplus.tools.store.keeping import read
from creditplus.tools.store.memory import remembered
from creditplus.tools.store.tables import Document as DocumentTable


async def catalogue(db: Transaction, on: date, known: datetime | None = None) -> Catalogue:
    """The province's catalogue on a day, perhaps as it was known at an instant. Raises NotFound."""
    return await remembered(db, (TEXTS,), ("catalogue", on, known), lambda db: _catalogue_on(db, on, known))


async def _catalogue_on(db: Transaction, on: date, known: datetime | None) -> Catalogue:
    labels, approvals = await _labels(db, "catalogue", [divisions.PROVINCE], known=known)
    ruling = documents.in_force(labels, approvals, on)
    if ruling is None:
        raise NotFound("no-catalogue")
    return sound.catalogue(await _text(db, ruling.digest))


async def limits(db: Transaction, on: date) -> Limits:
    """The guardrails' limits on a day. Raises NotFound."""
    labels, approvals = await _labels(db, "guardrails", [divisions.PROVINCE])
    ruling = documents.in_force(labels, approvals, on)
    if ruling is None:
        raise NotFound("no-guardrails")
    return sound.limits(await _text(db, ruling.digest))


async def rulebook(db: Transaction, county: str, on: date) -> Rulebook:
    """A county's rulebook on a day. Raises NotFound."""
    return await remembered(db, (TEXTS,), ("rulebook", county, on), lambda db: _rulebook_on(db, county, on))


async def rulebook_if_any(db: Transaction, county: str, on: date) -> Rulebook | None:
    """A county's rulebook on a day, or None while it has none."""
    try:
        return await rulebook(db, county, on)
    except NotFound:
        return None


async def _rulebook_on(db: Transaction, county: str, on: date) -> Rulebook:
    labels, approvals = await _labels(db, "rulebook", [county])
    ruling = documents.in_force(labels, approvals, on)
    if ruling is not None:
        book = sound.rulebook(await _text(db, ruling.digest), await _text(db, await _catalogue_of(db, ruling)))
        if on < book.expires:
            return book
    raise NotFound("no-rulebook")


async def rulebooks_under(db: Transaction, division: str, on: date) -> list[Rulebook]:
    """The rulebooks on a day of every county that belongs to a division (a county belongs to itself)."""
    found = []
    for county in divisions.divisions():
        if divisions.is_county(county) and division in divisions.upwards(county):
            with contextlib.suppress(NotFound):
                found.append(await rulebook(db, county, on))
    return found


async def ruling(db: Transaction, division: str, on: date) -> tuple[str, ...]:
    """The digests of what rules on a day above and in a division: the guardrails, the catalogue, and its counties' rulebooks."""
    counties = [one for one in divisions.divisions() if divisions.is_county(one) and division in divisions.upwards(one)]
    found, above = [], [divisions.PROVINCE]
    asked: list[tuple[DocumentKind, list[str]]] = [("guardrails", above), ("catalogue", above), ("rulebook", counties)]
    for kind, within in asked:
        labels, approvals = await _labels(db, kind, within)
        for one in within:
            label = documents.in_force([label for label in labels if label.division == one], approvals, on)
            found += [label.digest] if label is not None else []
    return tuple(found)


async def against(db: Transaction, division: str, on: date) -> tuple[str, ...]:
    """The digests of everything that rules on a day above and in a division, its scenarios included."""
    return (*await ruling(db, division, on), *(text.digest for text in await scenarios_of(db, division, on)))


async def covers(db: Transaction, document: Label) -> list[Label]:
    """The covers of all texts of a text's kind, division and name, its own among them."""
    labels, _ = await _labels(db, document.kind, [document.division], name=document.name)
    return labels


async def scenario(db: Transaction, county: str, code: str, on: date) -> Scenario:
    """A scenario in a county on a day: the county's text, else the city's, else the province's. Raises NotFound."""
    found = await scenarios_of(db, county, on, code)
    if found:
        return found[0]
    raise NotFound("unknown-scenario")


async def recognition(db: Transaction, county: str, on: date) -> Recognition | None:
    """Whose word counts in a county on a day: its city's text, or none."""
    return await remembered(db, (TEXTS,), ("recognition", county, on), lambda db: _recognition_on(db, county, on))


async def _recognition_on(db: Transaction, county: str, on: date) -> Recognition | None:
    above = divisions.upwards(county)
    labels, approvals = await _labels(db, "recognition", above)
    label = documents.in_force(labels, approvals, on)
    text = sound.recognition(await _text(db, label.digest)) if label is not None else None
    return text if text is not None and on <= text.expires else None


async def recognition_of(db: Transaction, digest: str) -> Recognition:
    """The recognition text with a digest, as it was read when it was proposed, whether it still rules or not."""
    return sound.recognition(await _text(db, digest))


async def scenario_of(db: Transaction, digest: str) -> Scenario:
    """The scenario text with a digest, as it was read when it was proposed, whether it still rules or not."""
    return await _read_scenario(db, await _label(db, digest))


async def rulebook_of(db: Transaction, digest: str) -> Rulebook:
    """The rulebook text with a digest, as it was read when it was proposed, whether it still rules or not."""
    return sound.rulebook(await _text(db, digest), await _text(db, await _catalogue_of(db, await _label(db, digest))))


async def _label(db: Transaction, digest: str) -> Label:
    return (await read(db, Label, DocumentTable, digest=digest))[0]


async def scenarios_of(db: Transaction, county: str, on: date, code: str | None = None) -> list[Scenario]:
    """Every scenario in a county on a day, by name; with a code only that one, if the county has it."""
    return await remembered(
        db, (TEXTS,), ("scenarios", county, on, code), lambda db: _scenarios_on(db, county, on, code)
    )


async def _scenarios_on(db: Transaction, county: str, on: date, code: str | None) -> list[Scenario]:
    above = divisions.upwards(county)
    labels, approvals = await _labels(db, "scenario", above, name=code)
    ruling = []
    for name in sorted({label.name for label in labels}):
        for division in above:
            own = [label for label in labels if (label.name, label.division) == (name, division)]
            label = documents.in_force(own, approvals, on)
            text = await _read_scenario(db, label) if label is not None else None
            if text is not None and on < text.expires:
                ruling.append(text)
                break
    return ruling


async def _read_scenario(db: Transaction, label: Label) -> Scenario:
    return sound.scenario(await _text(db, label.digest), await _text(db, await _catalogue_of(db, label)))


async def _catalogue_of(db: Transaction, label: Label) -> str:
    """The digest of the catalogue that was in force when a text was proposed, as it was known then."""
    labels, approvals = await _labels(db, "catalogue", [divisions.PROVINCE], known=label.proposed_at)
    ruling = documents.in_force(labels, approvals, workdays.day_of(label.proposed_at))
    if ruling is None:
        raise NotFound("no-catalogue")
    return ruling.digest


async def _labels(
    db: Transaction, kind: DocumentKind, within: list[str], *, name: str | None = None, known: datetime | None = None
) -> tuple[list[Label], list[Approval]]:
    """The covers of all texts of a kind in some divisions, and what second persons said of them (by an instant, if given)."""
    named: dict[str, Any] = {} if name is None else {"name": name}
    labels = await read(db, Label, DocumentTable, kind=kind, division=within, **named)
    approvals = await read(db, Approval, digest=[label.digest for label in labels])
    return labels, [approval for approval in approvals if known is None or approval.at <= known]


class _Words(msgspec.Struct, frozen=True):
    """A text alone."""

    text: str


async def _text(db: Transaction, digest: str) -> str:
    """A text by its digest: asked for once, for no other text can ever have it."""
    known = _texts.get(digest)
    if known is None:
        known = (await read(db, _Words, DocumentTable, digest=digest))[0].text
        if len(_texts) >= sound.TEXTS_KEPT:
            _texts.pop(next(iter(_texts)))
        _texts[digest] = known
    return known


_texts: dict[str, str] = {}
