"""An operator asks what the holder of a code or a link receives in a scenario: a benefit or the standard service, never why."""

import secrets
from datetime import datetime
from typing import Any

import msgspec

from creditplus import consents, decisions, grounds, workdays
from creditplus.consents import CodeUse
from creditplus.decisions import Decided, Decision, Facts, Guest, Outcome
from creditplus.errors import Forbidden, GuardrailBroken, Invalid, NotFound
from creditplus.federation import attestations
from creditplus.grounds import Kept, Question
from creditplus.offers.charges import Bill, Charged
from creditplus.offers.commitments import Commitment
from creditplus.offers.needs import Standing
from creditplus.people import Actor
from creditplus.province import divisions
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


class _Case(msgspec.Struct, frozen=True):
    """One decision on its way: the text, who it is about, what it rests on, and what came out."""

    text: Scenario
    subject: store.Shown
    rulebook: str | None
    facts: Facts
    decision: Decision
    alarm: str | None
    at: datetime
    guest: Guest | None = None


async def decide_scenario(
    db: store.Transaction,
    by: Actor,
    scenario: str,
    code: str | None = None,
    purpose: str | None = None,
    link: str | None = None,
    bill: Bill | None = None,
    said: Guest | None = None,
) -> Answer:
    """Decide once; `said` is what another city answered about the code.

    Raises NotFound, Conflict (code used or over), Forbidden (scope), GuardrailBroken (purpose), Invalid (bill).
    """
    if purpose in decisions.PUNITIVE:
        raise GuardrailBroken("punitive-purpose", about=await store.shown_by(db, code, link))
    if f"decide:{scenario}" not in by.scopes:
        raise Forbidden("no-scope", about=await store.shown_by(db, code, link))
    now = clock.now()
    here = await _here(db, by, scenario, now)
    if here is not None and here.service.emergency:
        case = _emergency(here, by, bill, now)
    else:
        case = await _decide(db, by, here or scenario, code, link, bill, said, now)
    row = _row(by, case)
    running = grounds.begun(row, case.text, case.facts, secrets.token_hex(16), holidays.days_off)
    await _keep(db, by, case, row, running)
    id, decision = row.id, case.decision
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
    return _Case(text, store.Shown(None, by.county or text.division), None, facts, decision, None, now)


def _asked_well(text: Scenario | str, by: Actor, bill: Bill | None) -> Scenario:
    """The text, if this kind of operator may ask, and with a bill only where the text says how bills are reckoned."""
    if isinstance(text, str):
        raise NotFound("unknown-scenario")
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
    said: Guest | None,
    now: datetime,
) -> _Case:
    """The same steps for everybody, whoever they are and whatever the outcome."""
    if (code is None) == (link is None):
        raise Invalid("code-or-link")
    name = here if isinstance(here, str) else here.scenario
    if said is not None:
        return await _of_another_city(db, by, here, str(code), bill, said, now)
    shown = await (store.shown_code(db, code, name, now) if code else store.shown_link(db, by, str(link), name, now))
    asked = name if isinstance(here, str) else here.digest
    what = ("decide", by, asked, shown.person or shown.named, shown.county, shown.known, workdays.day_of(now))
    found = await store.prepared(db, what, lambda db: _found(db, by, here, shown, bill, now))
    text, rulebook = _asked_well(found.text, by, bill), found.rulebook
    kind = by.operator_kind or ""
    question = Question(county=found.county, operator_kind=kind, at=now, bill=bill, known=shown.known, home=found.home)
    facts = grounds.facts(question, text, rulebook, found.kept, found.person)
    subject = msgspec.structs.replace(shown, county=found.county)
    digest = rulebook.digest if rulebook else None
    return _Case(text, subject, digest, *decisions.sound(text, facts, now), now, found.guest)


class _Found(msgspec.Struct, frozen=True):
    """All that is found about somebody for one operator and scenario, on one day: before it is asked what it comes to now."""

    text: Scenario
    county: str
    home: str | None
    rulebook: Rulebook | None
    kept: Kept
    person: Standing
    guest: Guest | None


async def _found(
    db: store.Transaction, by: Actor, here: Scenario | str, shown: store.Shown, bill: Bill | None, now: datetime
) -> _Found:
    """The text that rules, and what is kept about somebody and what they reach by it today, held still until the end.

    Of nobody, the same is asked under a name that nobody has. It is remembered for one operator alone: how fast an answer comes
    must not say what others asked.
    """
    today, home, name = workdays.day_of(now), _home_of_guest(by, shown), shown.person or shown.named
    if home is None and (isinstance(here, str) or shown.county != by.county):
        here = await store.scenario(db, shown.county, here if isinstance(here, str) else here.scenario, today)
    text = _asked_well(here, by, bill)
    if text.charge is not None or text.has_quota:
        await store.one_at_a_time(db, f"decide {name}")
    await store.together(db, f"rights {shown.person}")  # what is taken back is taken back before or after this
    catalogue = await store.catalogue(db, today)
    rulebook = await store.rulebook_if_any(db, shown.county, today)
    rulebook = await store.with_shares(db, rulebook, today) if rulebook is not None else None
    county = shown.county if home is None else by.county or ""
    sharing = await store.sharing(db, name, rulebook)
    year = decisions.year_of(now) if text.has_quota else None
    ruling = await store.recognition(db, county, today) if home is not None else None

    async def known(db: store.Transaction) -> tuple[Kept, Standing, Guest | None]:
        kept = await store.kept(db, name, text.scenario, county, year, shares=sharing.household is not None)
        match = engine.matcher(rulebook) if rulebook is not None else lambda record: None
        if home is None:
            return kept, grounds.standing(text, rulebook, catalogue, kept.history, today, match, kept.house), None
        grade = grounds.attested(ruling, text, home, rulebook, kept.history, today, match)
        guest = Guest(home, ruling.digest if ruling else None, grade)
        return kept, grounds.guest(ruling, home, text, grade, today), guest

    about = store.about(name, had=text.has_quota, sharing=sharing)
    found = await store.remembered(db, about, (by.id, county, home, today, text.digest), known)
    store.must_still_share(db, sharing, found[0].steps)
    return _Found(text, county, home, rulebook, *found)


def _home_of_guest(by: Actor, shown: store.Shown) -> str | None:
    """The home county of somebody who shows a code in another city than their own; an operator of no place has no guests."""
    cities = [divisions.city_of(one) for one in (by.county or shown.county, shown.county)]
    return shown.county if cities[0] != cities[1] else None


async def _of_another_city(
    db: store.Transaction,
    by: Actor,
    here: Scenario | str,
    code: str,
    bill: Bill | None,
    said: Guest,
    now: datetime,
) -> _Case:
    """A guest whose home has a service of its own, which was asked before; nobody here knows a name."""
    text = _asked_well(here, by, bill)
    ruling = await store.recognition(db, by.county or "", workdays.day_of(now))
    person = grounds.guest(ruling, said.home, text, said.grade, workdays.day_of(now))
    guest = msgspec.structs.replace(said, text=ruling.digest if ruling else None)
    facts = grounds.facts_of_guest(text, person, bill)
    shown = store.Shown(None, by.county or "", consents.digest(consents.tidy(code)))
    return _Case(text, shown, None, *decisions.sound(text, facts, now), now, guest)


def _row(by: Actor, case: _Case) -> Decided:
    """The decision as it is kept."""
    return Decided(
        id=secrets.token_hex(16),
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
        guest=case.guest,
        **msgspec.structs.asdict(case.decision),
    )


async def _keep(db: store.Transaction, by: Actor, case: _Case, row: Decided, running: Commitment | None) -> None:
    """The decision, the code's one use, what runs on, and the one event, in the caller's transaction."""
    await store.append(db, row)
    if case.subject.code is not None:
        await store.append(db, CodeUse(digest=case.subject.code, decision=row.id, at=case.at))
    if running is not None:
        await store.append(db, running)
    detail: dict[str, Any] = {"scenario": case.text.scenario, "decision": row.id, "cause": case.decision.cause}
    detail |= {"alarm": case.alarm} if case.alarm else {}
    detail |= attestations.logged(case.guest) if case.guest is not None else {}
    detail |= {"looked_up": False} if case.text.service.emergency else {}
    who = {"subject": case.subject.person, "county": case.subject.county}
    await store.log(db, case.at, by, "decide_scenario", case.decision.outcome, **who, detail=detail)
