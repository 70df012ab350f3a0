"""An author puts a ruling text on the shelf: it is read, its problems are told all at once, and it waits for a second person."""

import asyncio
import tomllib
from typing import TypeVar

from creditplus import drafts, scenarios
from creditplus.documents import Document
from creditplus.errors import Invalid, Problem, Words
from creditplus.people import Actor
from creditplus.texts import Text
from creditplus.tools import clock, engine, store

T = TypeVar("T")


async def propose_document(db: store.Transaction, by: Actor, text: str, file: str) -> Document:
    """Propose a text; the same text again answers the same. Raises Invalid with every problem, NotFound (no catalogue yet)."""
    digest = drafts.digest_of(text)
    kept = await store.one(db, Document, digest=digest)
    if kept is not None:
        return kept
    document = await _read(db, by, text, file, digest)
    await store.append(db, document)
    await store.log(
        db, clock.now(), by, "propose_document", "proposed", county=document.division, detail={"document": digest}
    )
    return document


async def _read(db: store.Transaction, by: Actor, text: str, file: str, digest: str) -> Document:
    """The text as a document of its kind, checked as far as its kind can be."""
    kind, name = _kind_of(text, file), ""
    if kind == "catalogue":
        catalogue = _sound(drafts.catalogue(text, file))
        division, effective = catalogue.division, catalogue.effective
    elif kind == "rulebook":
        rulebook = _sound(drafts.rulebook(text, file, await store.catalogue(db, clock.today())))
        conditions = {rule.code: rule.condition for rule in rulebook.ready}
        if unsafe := await asyncio.to_thread(engine.try_out, conditions):
            raise Invalid("bad-text", problems=tuple(Problem(file, 0, "rules", words) for words in unsafe))
        division, effective = rulebook.county, rulebook.effective
    else:
        scenario = _sound(scenarios.read(text, file, await store.catalogue(db, clock.today())))
        division, effective, name = scenario.division, scenario.effective, scenario.scenario
    return Document(
        digest=digest,
        kind=kind,  # type: ignore[arg-type]  # one of the three by construction
        division=division,
        name=name,
        effective=effective,
        text=text,
        proposed_at=clock.now(),
        proposed_by=by.id,
    )


def _kind_of(text: str, file: str) -> str:
    """What kind of text it says it is."""
    try:
        kind = tomllib.loads(text).get("kind") if len(text) < 300_000 else None
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        kind = None
    if kind not in ("catalogue", "rulebook", "scenario"):
        words = Words('第一行要写 kind，例如 kind = "rulebook"', 'begin with kind, such as kind = "rulebook"')
        raise Invalid("bad-text", problems=(Problem(file, 1, "kind", words),))
    return str(kind)


def _sound(draft: Text[T]) -> T:
    """The value of a text without problems. Raises Invalid with all of them."""
    if draft.value is None:
        raise Invalid("bad-text", problems=draft.problems)
    return draft.value
