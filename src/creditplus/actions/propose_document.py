"""An author puts a ruling text on the shelf: read, held against the guardrails, proved, and then waiting for a second person.

Why everything wrong is told at once: what cannot be read is told first; what can be read is held against the law's words and
proved in the same breath, so that an author mends a text once and not five times.
"""

import asyncio
import tomllib
from datetime import date
from typing import TypeVar

from creditplus import cases, divisions, drafts, guardrails, limits, people, scenarios, situations
from creditplus.documents import Document, DocumentKind
from creditplus.errors import Forbidden, GuardrailBroken, Invalid, NotFound, Problem, Words
from creditplus.people import Actor
from creditplus.proofs import Certificate, Theorem
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario
from creditplus.texts import Text
from creditplus.tools import clock, engine, holidays, proof, store

T = TypeVar("T")
KINDS: tuple[DocumentKind, ...] = ("guardrails", "catalogue", "rulebook", "scenario")
PROOF_SECONDS = 10.0
"""How long one theorem may take; what is not proved by then is not proved."""


async def propose_document(
    db: store.Transaction, by: Actor, text: str, file: str, worked: str | None = None
) -> Document:
    """Propose a text, with its worked cases if there are any; the same text again answers the same.

    Raises Forbidden (another's division), Invalid (it cannot be read, or a case does not hold), GuardrailBroken (it may not rule),
    NotFound (no catalogue yet).
    """
    digest = drafts.digest_of(text)
    kept = await store.one(db, Document, digest=digest)
    kind = kept.kind if kept else _kind_of(text, file)
    if not people.acts_in(by, kept.division if kept else _place_of(text)):
        raise Forbidden("other-county")
    if kept is not None:
        return kept
    division, effective, name, certificate = await _checked(db, kind, text, file, worked)
    document = Document(
        digest=digest,
        kind=kind,
        division=division,
        name=name,
        effective=effective,
        text=text,
        proposed_at=clock.now(),
        proposed_by=by.id,
    )
    await store.append(db, document)
    if certificate is not None:
        await store.append(db, certificate)
    detail = {"document": digest}
    await store.log(db, clock.now(), by, "propose_document", "proposed", county=division, detail=detail)
    return document


async def _checked(
    db: store.Transaction, kind: DocumentKind, text: str, file: str, worked: str | None
) -> tuple[str, date, str, Certificate | None]:
    """The text's division, day, name and certificate, if nothing at all is wrong with it."""
    if kind == "guardrails":
        ruling = _sound(limits.read(text, file))
        return ruling.division, ruling.effective, "", None
    today = clock.today()
    if kind == "catalogue":
        listed = drafts.catalogue(text, file)
        catalogue = _sound(listed, guardrails.of_catalogue(listed, await store.limits(db, today)))
        return catalogue.division, catalogue.effective, "", None
    if kind == "rulebook":
        rulebook, certificate = await _proved(db, drafts.rulebook(text, file, await store.catalogue(db, today)), worked)
        return rulebook.county, rulebook.effective, "", certificate
    scenario, shown = await _harmless(db, scenarios.read(text, file, await store.catalogue(db, today)), worked)
    return scenario.division, scenario.effective, scenario.scenario, shown


async def _proved(db: store.Transaction, draft: Text[Rulebook], worked: str | None) -> tuple[Rulebook, Certificate]:
    """A rulebook that breaks no guardrail, that the engine can take, and of which every theorem is proved."""
    book, today = _sound(draft), clock.today()
    catalogue, ruling = await store.catalogue(db, today), await store.limits(db, today)
    if worked is not None:
        beside = cases.read(worked, draft.file.replace(".toml", ".cases.toml"))
        _sound(beside)
        if failed := cases.run(beside, book, catalogue):
            raise Invalid("bad-text", problems=tuple(failed))
    conditions = {rule.code: rule.condition for rule in book.ready}
    unsafe = await asyncio.to_thread(engine.try_out, conditions)
    certificate = await asyncio.to_thread(proof.rulebook, book, catalogue, ruling, PROOF_SECONDS, draft.lines)
    told = tuple(Problem(draft.file, 0, "rules", words) for words in unsafe)
    wrong = (*guardrails.of_rulebook(draft, catalogue, ruling), *told, *certificate.problems(draft.file))
    return _sound(draft, wrong), certificate


async def _harmless(
    db: store.Transaction, draft: Text[Scenario], worked: str | None
) -> tuple[Scenario, Certificate | None]:
    """A scenario of which every theorem is proved on the scale of each county where it will rule; the certificate says them all."""
    text, today = _sound(draft), clock.today()
    catalogue = await store.catalogue(db, today)
    if worked is not None:
        beside = situations.read(worked, draft.file.replace(".toml", ".cases.toml"))
        _sound(beside)
        if failed := situations.run(beside, text, catalogue, holidays.days_off):
            raise Invalid("bad-text", problems=tuple(failed))
    theorems: list[Theorem] = []
    for book in await store.rulebooks_under(db, text.division, max(today, text.effective)):
        found = await asyncio.to_thread(proof.scenario, text, book, catalogue, PROOF_SECONDS, draft.lines)
        _sound(draft, found.problems(draft.file))
        theorems += found.theorems
    if not theorems:
        raise NotFound("no-rulebook")
    return text, Certificate(digest=text.digest, solver=proof.VERSION, theorems=tuple(theorems))


def _kind_of(text: str, file: str) -> DocumentKind:
    """What kind of text it says it is."""
    try:
        said = tomllib.loads(text).get("kind") if len(text) < 300_000 else None
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        said = None
    for kind in KINDS:
        if said == kind:
            return kind
    words = Words('第一行要写 kind，例如 kind = "rulebook"', 'begin with kind, such as kind = "rulebook"')
    raise Invalid("bad-text", problems=(Problem(file, 1, "kind", words),))


def _place_of(text: str) -> str:
    """Where a text says that it rules; one that does not say is for the whole province, if for anybody."""
    said = tomllib.loads(text)
    place = said.get("county") or said.get("division")
    return place if isinstance(place, str) else divisions.PROVINCE


def _sound(draft: Text[T], more: tuple[Problem, ...] = ()) -> T:
    """The value of a text without problems. Raises Invalid with all of them, or GuardrailBroken if it can be read but not rule."""
    if draft.value is None:
        raise Invalid("bad-text", problems=draft.problems)
    if more:
        raise GuardrailBroken("harmful-text", problems=tuple(sorted(more, key=lambda problem: problem.line)))
    return draft.value
