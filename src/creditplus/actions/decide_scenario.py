"""An operator asks what the holder of a code receives in a scenario: a benefit or the standard service, and never why."""

import secrets
from datetime import datetime

import msgspec

from creditplus import consents, decisions, ledger, needs, publications, workdays
from creditplus.consents import Code, CodeUse, Consent, Withdrawal
from creditplus.decisions import Decided, Decision, Facts, Outcome
from creditplus.errors import Conflict, Forbidden, GuardrailBroken, NotFound
from creditplus.people import Actor
from creditplus.scenarios import Scenario
from creditplus.tools import clock, engine, store, tokens


class Answer(msgspec.Struct, frozen=True):
    """What the operator learns: the decision's id, outcome, terms and end, and a signed attestation that says the same."""

    decision: str
    outcome: Outcome
    terms: dict[str, int]
    until: datetime
    attestation: str


async def decide_scenario(
    db: store.Transaction, by: Actor, scenario: str, code: str, purpose: str | None = None
) -> Answer:
    """Decide once for a code. Raises NotFound, Conflict (code used or over), Forbidden (scope), GuardrailBroken (purpose)."""
    if purpose in decisions.PUNITIVE:
        raise GuardrailBroken("punitive-purpose")
    if f"decide:{scenario}" not in by.scopes:
        raise Forbidden("no-scope")
    now = clock.now()
    found = await _live_code(db, consents.digest(consents.tidy(code)), scenario, now)
    text = await store.scenario(db, found.county, scenario, workdays.day_of(now))
    if by.operator_kind not in text.operators:
        raise Forbidden("no-scope")
    decision, rulebook = await _decide(db, by, text, found, now)
    if decisions.broken(text, Facts(), decision) == "T1":
        raise GuardrailBroken("worse-than-standard")
    kept = await _keep(db, by, text, found, decision, rulebook, now)
    claims = {"jti": kept, "scenario": scenario, "outcome": decision.outcome, "terms": decision.terms}
    attestation = tokens.attest(claims, audience=by.id, until=decision.until)
    return Answer(kept, decision.outcome, decision.terms, decision.until, attestation)


async def _keep(
    db: store.Transaction,
    by: Actor,
    text: Scenario,
    code: Code,
    decision: Decision,
    rulebook: str | None,
    now: datetime,
) -> str:
    """The decision, the code's one use and the event, in the caller's transaction; the decision's id."""
    id = secrets.token_hex(16)
    row = Decided(
        id=id,
        at=now,
        operator=by.id,
        person=code.person,
        scenario=text.scenario,
        scenario_digest=text.digest,
        rulebook_digest=rulebook,
        **msgspec.structs.asdict(decision),
    )
    await store.append(db, row)
    await store.append(db, CodeUse(digest=code.digest, decision=id, at=now))
    what = {"subject": code.person, "county": code.county}
    detail = {"scenario": text.scenario, "decision": id, "cause": decision.cause}
    await store.log(db, now, by, "decide_scenario", decision.outcome, **what, detail=detail)
    return id


async def _live_code(db: store.Transaction, digest: str, scenario: str, now: datetime) -> Code:
    """The code, if it is for this scenario, unused and not over."""
    code = await store.one(db, Code, digest=digest)
    if code is None or code.scenario != scenario:
        raise NotFound("unknown-code")
    if await store.one(db, CodeUse, digest=digest) is not None:
        raise Conflict("code-used")
    if not code.issued_at <= now < code.expires_at:
        raise Conflict("code-expired")
    return code


async def _decide(
    db: store.Transaction, by: Actor, text: Scenario, code: Code, now: datetime
) -> tuple[Decision, str | None]:
    """The decision and the digest of the rulebook it rests on. An emergency is answered before anything is read."""
    today = workdays.day_of(now)
    if text.service.emergency:
        return decisions.decide(text, Facts(cause="emergency"), now), None
    history = await store.history(db, code.person)
    given = await store.read(db, Consent, person=code.person, scenario=text.scenario)
    withdrawn = await store.read(db, Withdrawal, consent=[consent.id for consent in given])
    rulebook = await store.rulebook(db, code.county, today)
    score = publications.published(rulebook, history, today, engine.matcher(rulebook))
    if history.joined_on(today) is None:
        return decisions.decide(text, Facts(cause="not-joined"), now), rulebook.digest
    if not consents.holds(given, withdrawn, by.operator_kind or "", now):
        return decisions.decide(text, Facts(cause="no-consent"), now), rulebook.digest
    stand = ledger.standing(history.records, history.changes, today)
    asked = [benefit.when for benefit in text.benefits]
    reached = publications.grades_reached(rulebook, score)
    person = needs.standing(score.points, reached, asked, await store.catalogue(db, today), stand, today)
    return decisions.decide(text, Facts(person=person), now), rulebook.digest
