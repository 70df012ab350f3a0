"""An operator asks what the holder of a code or a link receives in a scenario: a benefit or the standard service, never why."""

import secrets
from datetime import datetime
from typing import Any

import msgspec

from creditplus import commitments, consents, decisions, grounds, links, workdays
from creditplus.catalogues import Catalogue
from creditplus.charges import Bill, Charged
from creditplus.commitments import Commitment
from creditplus.consents import Code, CodeUse
from creditplus.decisions import Decided, Decision, Facts, Outcome
from creditplus.errors import Conflict, Forbidden, GuardrailBroken, Invalid, NotFound
from creditplus.grounds import Kept, Question
from creditplus.needs import Standing
from creditplus.people import Actor
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario
from creditplus.tools import clock, engine, holidays, store, tokens


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the operator learns: the decision's id, outcome, terms and end, and a signed attestation that says the same.

    With a bill: what is due, how much of it now, and until when the rest can be paid under which commitment.
    """

    decision: str
    outcome: Outcome
    terms: dict[str, int]
    until: datetime
    attestation: str
    charge: Charged | None = None
    commitment: str | None = None
    pay_by: datetime | None = None


class _Subject(msgspec.Struct, frozen=True):
    """Who is asked about: a code name, the county, the digest of what was shown, the code to use up, whether a link was known."""

    person: str | None
    county: str
    named: str = ""
    code: str | None = None
    known: bool = True


class _Case(msgspec.Struct, frozen=True):
    """One decision on its way: the text, who it is about, what it rests on, and what came out."""

    text: Scenario
    subject: _Subject
    rulebook: str | None
    facts: Facts
    decision: Decision
    alarm: str | None
    at: datetime


async def decide_scenario(
    db: store.Transaction,
    by: Actor,
    scenario: str,
    code: str | None = None,
    purpose: str | None = None,
    link: str | None = None,
    bill: Bill | None = None,
) -> Answer:
    """Decide once. Raises NotFound, Conflict (code used or over), Forbidden (scope), GuardrailBroken (purpose), Invalid (bill)."""
    if purpose in decisions.PUNITIVE:
        raise GuardrailBroken("punitive-purpose")
    if f"decide:{scenario}" not in by.scopes:
        raise Forbidden("no-scope")
    now = clock.now()
    here = await _here(db, by, scenario, now)
    if here is not None and here.service.emergency:
        case = _emergency(here, by, bill, now)
    else:
        case = await _decide(db, by, here or scenario, code, link, bill, now)
    id = secrets.token_hex(16)
    running = _commitment(case, by, id)
    await _keep(db, by, case, id, running)
    decision = case.decision
    claims: dict[str, Any] = {"jti": id, "scenario": scenario, "outcome": decision.outcome, "terms": decision.terms}
    if decision.charge is not None:
        claims |= msgspec.to_builtins(decision.charge)
    attestation = tokens.attest(claims, audience=by.id, until=decision.until)
    told = (running.id, running.due_at) if running else (None, None)
    return Answer(id, decision.outcome, decision.terms, decision.until, attestation, decision.charge, *told)


async def _here(db: store.Transaction, by: Actor, scenario: str, now: datetime) -> Scenario | None:
    """The text that rules where the operator is, before anybody is looked up."""
    found = await store.scenarios_of(db, by.county, workdays.day_of(now), scenario) if by.county else []
    return found[0] if found else None


def _emergency(text: Scenario, by: Actor, bill: Bill | None, now: datetime) -> _Case:
    """An emergency is answered before anything about a person is read, whatever was shown (G28)."""
    facts = Facts(cause="emergency", bill=bill)
    decision = decisions.decide(_asked_well(text, by, bill), facts, now)
    return _Case(text, _Subject(None, by.county or text.division), None, facts, decision, None, now)


def _asked_well(text: Scenario, by: Actor, bill: Bill | None) -> Scenario:
    """The text, if this kind of operator may ask, and with a bill only where the text says how bills are reckoned."""
    if by.operator_kind not in text.operators:
        raise Forbidden("no-scope")
    if bill is not None and text.charge is None:
        raise Invalid("bill-not-expected")
    return text


async def _decide(
    db: store.Transaction,
    by: Actor,
    here: Scenario | str,
    code: str | None,
    link: str | None,
    bill: Bill | None,
    now: datetime,
) -> _Case:
    """The same steps for everybody, whoever they are and whatever the outcome."""
    if (code is None) == (link is None):
        raise Invalid("code-or-link")
    today = workdays.day_of(now)
    name = here if isinstance(here, str) else here.scenario
    subject = await (_by_code(db, code, name, now) if code else _by_link(db, by, str(link), name, now))
    if isinstance(here, str) or subject.county != by.county:
        here = await store.scenario(db, subject.county, name, today)
    text = _asked_well(here, by, bill)
    if text.charge is not None or text.has_quota:
        await store.one_at_a_time(db, f"decide {subject.person or subject.named}")
    await store.together(db, f"rights {subject.person}")  # what is taken back is taken back before or after this
    catalogue = await store.catalogue(db, today)
    rulebook = await store.rulebook_if_any(db, subject.county, today)
    rulebook = await store.with_shares(db, rulebook, today) if rulebook is not None else None
    kept, person = await _known(db, by, subject, text, rulebook, catalogue, now)
    question = Question(
        county=subject.county, operator_kind=by.operator_kind or "", at=now, bill=bill, known=subject.known
    )
    facts = grounds.facts(question, text, rulebook, kept, person)
    decision = decisions.decide(text, facts, now)
    alarm = decisions.broken(text, facts, decision)
    if alarm is not None:  # the text should never have got this far: the person gets the standard service
        facts = Facts(cause="guardrail", bill=bill)
        decision = decisions.decide(text, facts, now)
    return _Case(text, subject, rulebook.digest if rulebook else None, facts, decision, alarm, now)


async def _by_code(db: store.Transaction, code: str, scenario: str, now: datetime) -> _Subject:
    """Whose code it is, if it is for this scenario, unused and not over."""
    digest = consents.digest(consents.tidy(code))
    found = await store.remembered(db, (), ("code", digest), lambda db: store.one(db, Code, digest=digest))
    if found is None or found.scenario != scenario:
        raise NotFound("unknown-code", about=found.person if found else None)
    if await store.one(db, CodeUse, digest=digest) is not None:
        raise Conflict("code-used", about=found.person)
    if not found.issued_at <= now < found.expires_at:
        raise Conflict("code-expired", about=found.person)
    return _Subject(found.person, found.county, digest, digest)


async def _by_link(db: store.Transaction, by: Actor, link: str, scenario: str, now: datetime) -> _Subject:
    """Whose link it is: only this operator's, for this scenario, and not ended; else nobody's, and nothing shows."""
    if by.county is None:
        raise Forbidden("no-scope")
    digest = consents.digest(link)
    found, ended = await store.remembered(db, (("link", digest),), "link", lambda db: store.bound(db, digest))
    own = [one for one in found if (one.operator, one.scenario, one.county) == (by.id, scenario, by.county)]
    live = links.live(own, ended, now)
    return _Subject(live.person if live else None, by.county, digest, known=live is not None)


async def _known(
    db: store.Transaction,
    by: Actor,
    subject: _Subject,
    text: Scenario,
    rulebook: Rulebook | None,
    catalogue: Catalogue,
    now: datetime,
) -> tuple[Kept, Standing]:
    """What is kept about somebody and what they reach by it today; of nobody, the same is asked under a name that nobody has.

    It is remembered for one operator alone: how fast an answer comes must not say what others asked.
    """
    name = subject.person or subject.named
    today, year = workdays.day_of(now), decisions.year_of(now) if text.has_quota else None

    async def known(db: store.Transaction) -> tuple[Kept, Standing]:
        kept = await store.kept(db, name, text.scenario, subject.county, year)
        match = engine.matcher(rulebook) if rulebook is not None else lambda record: None
        return kept, grounds.standing(text, rulebook, catalogue, kept.history, today, match)

    about = store.about(name, had=text.has_quota)
    return await store.remembered(db, about, (by.id, subject.county, today, text.digest), known)


def _commitment(case: _Case, by: Actor, id: str) -> Commitment | None:
    """What begins to run if something was deferred; every instant is fixed now (R23)."""
    charge = case.decision.charge
    if charge is None or charge.deferred_fen <= 0 or case.subject.person is None:
        return None
    ends = commitments.instants(decisions.deferrals(case.text, case.facts), case.at, holidays.days_off)
    return Commitment(
        id=secrets.token_hex(16),
        decision=id,
        person=case.subject.person,
        county=case.subject.county,
        scenario=case.text.scenario,
        scenario_digest=case.text.digest,
        operator=by.id,
        amount_fen=charge.deferred_fen,
        at=case.at,
        **msgspec.structs.asdict(ends),
    )


async def _keep(db: store.Transaction, by: Actor, case: _Case, id: str, running: Commitment | None) -> None:
    """The decision, the code's one use, what runs on, and the one event, in the caller's transaction."""
    row = Decided(
        id=id,
        at=case.at,
        operator=by.id,
        operator_kind=by.operator_kind,
        county=case.subject.county,
        person=case.subject.person,
        scenario=case.text.scenario,
        scenario_digest=case.text.digest,
        rulebook_digest=case.rulebook,
        bill=case.facts.bill,
        facts_digest=grounds.digest(case.facts),
        **msgspec.structs.asdict(case.decision),
    )
    await store.append(db, row)
    if case.subject.code is not None:
        await store.append(db, CodeUse(digest=case.subject.code, decision=id, at=case.at))
    if running is not None:
        await store.append(db, running)
    detail: dict[str, Any] = {"scenario": case.text.scenario, "decision": id, "cause": case.decision.cause}
    detail |= {"alarm": case.alarm} if case.alarm else {}
    detail |= {"looked_up": False} if case.text.service.emergency else {}
    who = {"subject": case.subject.person, "county": case.subject.county}
    await store.log(db, case.at, by, "decide_scenario", case.decision.outcome, **who, detail=detail)
