"""An author has a text looked at: read, held against the guardrails, proved. Nothing is kept of it; proposing it is the next step.

Why everything wrong is told at once: what cannot be read is told first; what can be read is held against the law's words and
proved in the same breath, so that an author mends a text once and not five times.
Why apart from proposing: a proof takes a second or two, and nobody at a desk shall wait for it. A look only reads; whoever keeps
the text afterwards sees that the same texts still rule.
"""

import asyncio
import tomllib
from datetime import date
from typing import TypeVar

import msgspec

from creditplus import guardrails, people, recognition, scenarios
from creditplus.documents import Document, DocumentKind, Proved
from creditplus.drafting import drafts
from creditplus.errors import Forbidden, GuardrailBroken, Invalid, NotFound, Problem, Words
from creditplus.language.texts import Text
from creditplus.outlooks import cases, situations
from creditplus.people import Actor
from creditplus.proofs import Certificate, Theorem
from creditplus.province import divisions, limits
from creditplus.province.catalogues import Catalogue
from creditplus.province.limits import Limits
from creditplus.tools import clock, engine, holidays, proof, store

T = TypeVar("T")
KINDS: tuple[DocumentKind, ...] = ("guardrails", "catalogue", "rulebook", "scenario", "recognition")
PROOF_SECONDS = 10.0
"""How long one theorem may take; what is not proved by then is not proved."""


class Written(msgspec.Struct, frozen=True):
    """A text as its author sent it: its words, the file they stand in, and its worked cases if there are any."""

    text: str
    file: str
    worked: str | None = None

    @property
    def beside(self) -> str:
        """The name of the worked cases."""
        return self.file.replace(".toml", ".cases.toml")


async def prove_document(db: store.Transaction, by: Actor, text: str, file: str, worked: str | None = None) -> Proved:
    """Look at a text, with its worked cases if there are any; one that is on the shelf already is not looked at twice.

    Raises Invalid (it cannot be read, or a case does not hold), GuardrailBroken (it may not rule), NotFound (no catalogue yet).
    """
    kept = await store.one(db, Document, digest=drafts.digest_of(text))
    if kept is not None:  # it was looked at when it was proposed
        cover = {name: getattr(kept, name) for name in ("kind", "division", "effective", "name")}
        return Proved(text=text, on=kept.effective, **cover)
    kind = _kind_of(text, file)
    if not people.acts_in(by, _place_of(text)):
        raise Forbidden("other-county")
    written, today = Written(text, file, worked), clock.today()
    if kind == "guardrails":
        limited = _sound(limits.read(text, file))
        found = Proved(text=text, kind=kind, on=today, division=limited.division, effective=limited.effective)
    elif kind == "catalogue":
        listed = drafts.catalogue(text, file)
        catalogue = _sound(listed, guardrails.of_catalogue(listed, await store.limits(db, today)))
        found = Proved(text=text, kind=kind, on=today, division=catalogue.division, effective=catalogue.effective)
    elif kind == "rulebook":
        found = await _rulebook(written, await store.catalogue(db, today), await store.limits(db, today), today)
    elif kind == "recognition":
        found = await _recognition(db, written, today)
    else:
        found = await _scenario(db, written, await store.catalogue(db, today), await store.limits(db, today), today)
    return msgspec.structs.replace(found, against=await store.ruling(db, found.division, found.on))


async def _rulebook(written: Written, catalogue: Catalogue, ruling: Limits, today: date) -> Proved:
    """A rulebook that breaks no guardrail, that the engine can take, and of which every theorem is proved."""
    file = written.file
    draft = drafts.rulebook(written.text, file, catalogue)
    book = _sound(draft)
    if written.worked is not None:
        beside = cases.read(written.worked, written.beside)
        _sound(beside)
        if failed := cases.run(beside, book, catalogue):
            raise Invalid("bad-text", problems=tuple(failed))
    conditions = {rule.code: rule.condition for rule in book.ready}
    unsafe = await asyncio.to_thread(engine.try_out, conditions)
    certificate = await asyncio.to_thread(proof.rulebook, book, catalogue, ruling, PROOF_SECONDS, draft.lines)
    told = tuple(Problem(file, 0, "rules", words) for words in unsafe)
    broken = (*guardrails.of_rulebook(draft, catalogue, ruling), *told, *certificate.problems(file))
    _sound(draft, broken, certificate)
    cover = Proved(text=written.text, kind="rulebook", on=today, division=book.county, effective=book.effective)
    return msgspec.structs.replace(cover, certificate=certificate)


async def _scenario(
    db: store.Transaction, written: Written, catalogue: Catalogue, ruling: Limits, today: date
) -> Proved:
    """A scenario that breaks no guardrail, proved on the scale of each county where it will rule; the certificate says them all."""
    file = written.file
    draft = scenarios.read(written.text, file, catalogue)
    scenario = _sound(draft)
    if written.worked is not None:
        beside = situations.read(written.worked, written.beside)
        _sound(beside)
        if failed := situations.run(beside, scenario, catalogue, holidays.days_off):
            raise Invalid("bad-text", problems=tuple(failed))
    on = max(today, scenario.effective)
    books = await store.rulebooks_under(db, scenario.division, on)
    if not books:
        raise NotFound("no-rulebook")
    found = [
        await asyncio.to_thread(proof.scenario, scenario, book, catalogue, PROOF_SECONDS, draft.lines) for book in books
    ]
    broken = {problem: None for one in found for problem in one.problems(file)}
    theorems = tuple(theorem for one in found for theorem in one.theorems)
    certificate = Certificate(digest=scenario.digest, solver=proof.version(), theorems=theorems)
    _sound(draft, (*guardrails.of_scenario(draft, ruling), *broken), certificate)
    cover = Proved(text=written.text, kind="scenario", on=on, division=scenario.division, effective=scenario.effective)
    return msgspec.structs.replace(cover, name=scenario.scenario, certificate=certificate)


async def _recognition(db: store.Transaction, written: Written, today: date) -> Proved:
    """A recognition text that is proved upward in each county of its city, in every scenario that rules there on its first day.

    A scenario that comes later needs no new look: a recognised grade is one of the things of which more is never worse (T2).
    """
    draft = recognition.read(written.text, written.file)
    ruling = _sound(draft)
    on = max(today, ruling.effective)
    books = await store.rulebooks_under(db, ruling.city, on)
    if not books:
        raise NotFound("no-rulebook")
    theorems: list[Theorem] = []
    broken: dict[Problem, None] = {}
    for book in books:
        asked = await store.scenarios_of(db, book.county, on)
        found = await asyncio.to_thread(proof.recognition, ruling, asked, book, PROOF_SECONDS, draft.lines)
        theorems += found.theorems
        broken |= dict.fromkeys(found.problems(written.file))
    _sound(draft, tuple(broken))
    certificate = Certificate(digest=ruling.digest, solver=proof.version(), theorems=tuple(theorems))
    cover = Proved(text=written.text, kind="recognition", on=on, division=ruling.city, effective=ruling.effective)
    return msgspec.structs.replace(cover, certificate=certificate)


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
    place = said.get("county") or said.get("city") or said.get("division")
    return place if isinstance(place, str) else divisions.PROVINCE


def _sound(draft: Text[T], more: tuple[Problem, ...] = (), shown: Certificate | None = None) -> T:
    """The value of a text without problems. Raises Invalid with all of them, or GuardrailBroken if it can be read but not rule."""
    if draft.value is None:
        raise Invalid("bad-text", problems=draft.problems)
    if more:
        raise GuardrailBroken(
            "harmful-text", problems=tuple(sorted(more, key=lambda problem: problem.line)), shown=shown
        )
    return draft.value
