"""An author puts a ruling text on the shelf: read, held against the guardrails, proved, and then waiting for a second person.

Why everything wrong is told at once: what cannot be read is told first; what can be read is held against the law's words and
proved in the same breath, so that an author mends a text once and not five times.
Why proving needs no transaction: a proof takes a second or two, and nobody at a desk shall wait for it. What the text is held
against is gathered first (`gather`), everything is proved of it (`prove`), and the transaction that keeps the text only sees that
the same texts still rule; where they do not, it proves again.
"""

import asyncio
import tomllib
from datetime import date
from typing import TypeVar

import msgspec

from creditplus import cases, drafts, guardrails, limits, scenarios, situations
from creditplus.catalogues import Catalogue
from creditplus.documents import Document, DocumentKind
from creditplus.errors import GuardrailBroken, Invalid, NotFound, Problem, Words
from creditplus.limits import Limits
from creditplus.people import Actor
from creditplus.proofs import Certificate
from creditplus.rulebooks import Rulebook
from creditplus.texts import Text
from creditplus.tools import clock, engine, holidays, proof, store

T = TypeVar("T")
KINDS: tuple[DocumentKind, ...] = ("guardrails", "catalogue", "rulebook", "scenario")
PROOF_SECONDS = 10.0
"""How long one theorem may take; what is not proved by then is not proved."""


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What a text is held against, as it rules now: no catalogue before there is one, and for a scenario every rulebook below it."""

    kind: DocumentKind
    on: date
    limits: Limits | None = None
    catalogue: Catalogue | None = None
    books: tuple[Rulebook, ...] = ()


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """A text that nothing is wrong with: what was held against what, and what stands on its cover."""

    given: tuple[str, str, str | None]
    ground: Ground
    division: str
    effective: date
    name: str = ""
    certificate: Certificate | None = None


async def gather(db: store.Transaction, text: str, file: str) -> Ground | None:
    """What a text will be held against; None if it is on the shelf already. Raises Invalid (kind), NotFound (no catalogue)."""
    if await store.one(db, Document, digest=drafts.digest_of(text)) is not None:
        return None
    kind, today = _kind_of(text, file), clock.today()
    if kind == "guardrails":
        return Ground(kind=kind, on=today)
    ruling = await store.limits(db, today)
    if kind == "catalogue":
        return Ground(kind=kind, on=today, limits=ruling)
    catalogue = await store.catalogue(db, today)
    books: list[Rulebook] = []
    draft = scenarios.read(text, file, catalogue) if kind == "scenario" else None
    if draft is not None and draft.value is not None:
        books = await store.rulebooks_under(db, draft.value.division, max(today, draft.value.effective))
        if not books:
            raise NotFound("no-rulebook")
    return Ground(kind=kind, on=today, limits=ruling, catalogue=catalogue, books=tuple(books))


async def prove(ground: Ground, text: str, file: str, worked: str | None = None) -> Proved:
    """Everything that a text must be before it may wait for a second person. Raises Invalid, GuardrailBroken."""
    given = (text, file, worked)
    if ground.kind == "guardrails":
        limited = _sound(limits.read(text, file))
        return Proved(given=given, ground=ground, division=limited.division, effective=limited.effective)
    assert ground.limits is not None
    if ground.kind == "catalogue":
        listed = drafts.catalogue(text, file)
        catalogue = _sound(listed, guardrails.of_catalogue(listed, ground.limits))
        return Proved(given=given, ground=ground, division=catalogue.division, effective=catalogue.effective)
    assert ground.catalogue is not None
    if ground.kind == "rulebook":
        return await _rulebook(ground, ground.catalogue, ground.limits, given)
    return await _scenario(ground, ground.catalogue, ground.limits, given)


async def propose_document(
    db: store.Transaction, by: Actor, text: str, file: str, worked: str | None = None, proved: Proved | None = None
) -> Document:
    """Propose a text, with its worked cases if there are any; the same text again answers the same.

    `proved` is what was proved of it beforehand, so that nobody waits; without it, or if other texts rule by now, it is proved here.
    Raises Invalid (it cannot be read, or a case does not hold), GuardrailBroken (it may not rule), NotFound (no catalogue yet).
    """
    digest = drafts.digest_of(text)
    kept = await store.one(db, Document, digest=digest)
    if kept is not None:
        return kept
    ground = await gather(db, text, file)
    assert ground is not None
    if proved is None or proved.ground != ground or proved.given != (text, file, worked):
        proved = await prove(ground, text, file, worked)
    document = Document(
        digest=digest,
        kind=ground.kind,
        division=proved.division,
        name=proved.name,
        effective=proved.effective,
        text=text,
        proposed_at=clock.now(),
        proposed_by=by.id,
    )
    await store.append(db, document)
    if proved.certificate is not None:
        await store.append(db, proved.certificate)
    detail = {"document": digest}
    await store.log(db, clock.now(), by, "propose_document", "proposed", county=proved.division, detail=detail)
    return document


async def _rulebook(ground: Ground, catalogue: Catalogue, ruling: Limits, given: tuple[str, str, str | None]) -> Proved:
    """A rulebook that breaks no guardrail, that the engine can take, and of which every theorem is proved."""
    text, file, worked = given
    draft = drafts.rulebook(text, file, catalogue)
    book = _sound(draft)
    if worked is not None:
        beside = cases.read(worked, _beside(file))
        _sound(beside)
        if failed := cases.run(beside, book, catalogue):
            raise Invalid("bad-text", problems=tuple(failed))
    conditions = {rule.code: rule.condition for rule in book.ready}
    unsafe = await asyncio.to_thread(engine.try_out, conditions)
    certificate = await asyncio.to_thread(proof.rulebook, book, catalogue, ruling, PROOF_SECONDS, draft.lines)
    told = tuple(Problem(file, 0, "rules", words) for words in unsafe)
    _sound(draft, (*guardrails.of_rulebook(draft, catalogue, ruling), *told, *certificate.problems(file)))
    return Proved(given=given, ground=ground, division=book.county, effective=book.effective, certificate=certificate)


async def _scenario(ground: Ground, catalogue: Catalogue, ruling: Limits, given: tuple[str, str, str | None]) -> Proved:
    """A scenario that breaks no guardrail, proved on the scale of each county where it will rule; the certificate says them all."""
    text, file, worked = given
    draft = scenarios.read(text, file, catalogue)
    scenario = _sound(draft)
    if worked is not None:
        beside = situations.read(worked, _beside(file))
        _sound(beside)
        if failed := situations.run(beside, scenario, catalogue, holidays.days_off):
            raise Invalid("bad-text", problems=tuple(failed))
    found = [
        await asyncio.to_thread(proof.scenario, scenario, book, catalogue, PROOF_SECONDS, draft.lines)
        for book in ground.books
    ]
    broken = {problem: None for one in found for problem in one.problems(file)}
    _sound(draft, (*guardrails.of_scenario(draft, ruling), *broken))
    theorems = tuple(theorem for one in found for theorem in one.theorems)
    return Proved(
        given=given,
        ground=ground,
        division=scenario.division,
        effective=scenario.effective,
        name=scenario.scenario,
        certificate=Certificate(digest=scenario.digest, solver=proof.VERSION, theorems=theorems),
    )


def _beside(file: str) -> str:
    """The name of the worked cases beside a text."""
    return file.replace(".toml", ".cases.toml")


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


def _sound(draft: Text[T], more: tuple[Problem, ...] = ()) -> T:
    """The value of a text without problems. Raises Invalid with all of them, or GuardrailBroken if it can be read but not rule."""
    if draft.value is None:
        raise Invalid("bad-text", problems=draft.problems)
    if more:
        raise GuardrailBroken("harmful-text", problems=tuple(sorted(more, key=lambda problem: problem.line)))
    return draft.value
