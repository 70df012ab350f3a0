"""An auditor has a decision derived again, from what was known at its instant and the very texts that ruled then."""

import msgspec

from creditplus import decisions, grounds, workdays
from creditplus.decisions import Decided, Facts, Guest
from creditplus.errors import NotFound
from creditplus.grounds import Question
from creditplus.people import Actor
from creditplus.recognition import Recognition
from creditplus.tools import clock, engine, store


class Replayed(msgspec.Struct, frozen=True):
    """Whether the same decision came out, and whether it rested on the very same facts."""

    decision: str
    same: bool
    same_facts: bool


async def replay_decision(db: store.Transaction, by: Actor, decision: str) -> Replayed:
    """Derive a decision again. Raises NotFound."""
    told = await store.one(db, Decided, id=decision)
    if told is None or told.county is None:
        raise NotFound("unknown-decision")
    text = await store.scenario_of(db, told.scenario_digest)
    facts = Facts(cause=told.cause, bill=told.bill)
    if told.cause not in ("emergency", "guardrail"):
        facts = await _facts(db, told) if told.person or told.guest is None else await _facts_of_guest(db, told)
    again = decisions.decide(text, facts, told.at)
    kept = {name: getattr(told, name) for name in again.__struct_fields__}
    replayed = Replayed(decision, msgspec.structs.asdict(again) == kept, grounds.digest(facts) == told.facts_digest)
    outcome = "same" if replayed.same and replayed.same_facts else "different"
    await store.log(db, clock.now(), by, "replay_decision", outcome, subject=told.person, detail={"decision": decision})
    return replayed


async def _facts(db: store.Transaction, told: Decided) -> Facts:
    """What the decision rested on, from what is kept about the person and was known then."""
    text = await store.scenario_of(db, told.scenario_digest)
    rulebook = await store.rulebook_of(db, told.rulebook_digest) if told.rulebook_digest else None
    if rulebook is not None:
        rulebook = await store.with_shares(db, rulebook, workdays.day_of(told.at), told.at)
    year = decisions.year_of(told.at)
    kept = (await store.kept(db, told.person or "", told.scenario, told.county or "", year, shares=True)).by(told.at)
    question = Question(
        county=told.county or "",
        operator_kind=told.operator_kind or "",
        at=told.at,
        bill=told.bill,
        known=told.cause != "unknown-link",
        home=told.guest.home if told.guest else None,
    )
    catalogue = await store.catalogue(db, workdays.day_of(told.at), known=told.at)
    match = engine.matcher(rulebook) if rulebook is not None else lambda record: None
    if told.guest is None:
        person = grounds.standing(text, rulebook, catalogue, kept.history, workdays.day_of(told.at), match, kept.house)
    else:
        home, ruling, today = told.guest.home, await _ruling(db, told.guest), workdays.day_of(told.at)
        grade = grounds.attested(ruling, text, home, rulebook, kept.history, today, match)
        person = grounds.guest(ruling, home, text, grade, today)
    return grounds.facts(question, text, rulebook, kept, person)


async def _facts_of_guest(db: store.Transaction, told: Decided) -> Facts:
    """What the decision rested on, of a guest whom another city's answer spoke for."""
    assert told.guest is not None
    text = await store.scenario_of(db, told.scenario_digest)
    ruling, today = await _ruling(db, told.guest), workdays.day_of(told.at)
    person = grounds.guest(ruling, told.guest.home, text, told.guest.grade, today)
    return grounds.facts_of_guest(text, person, told.bill)


async def _ruling(db: store.Transaction, guest: Guest) -> Recognition | None:
    return await store.recognition_of(db, guest.text) if guest.text is not None else None
