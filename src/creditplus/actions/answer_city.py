"""Another city asks about one code in one scenario: one grade, no higher than the scenario can use, or nothing; signed.

Why every step is done for every code: which of the many reasons there is for nothing is nobody's business but the person's, so
neither the answer nor the time it takes tells. Why a code is used up by the question: it is shown once, here or there.
"""

import secrets
from datetime import datetime

import msgspec

from creditplus import grounds, workdays
from creditplus.consents import CodeUse
from creditplus.errors import Conflict, Forbidden
from creditplus.federation.attestations import Admitted, Attested, Reply
from creditplus.grounds import Question
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.recognition import Recognition
from creditplus.scenarios import Scenario
from creditplus.tools import clock, engine, store, tokens

NO_CODE = "no-live-code"
"""What marks a question about a code that nobody was ever given: who asks such a thing did not see it on a guest's telephone."""


class SignedAnswer(msgspec.Struct, frozen=True):
    """What this city signed."""

    answer: str


class _Said(msgspec.Struct, frozen=True):
    """A grade or nothing, and (never for the city that asks) why."""

    grade: str | None
    cause: str


async def answer_city(db: store.Transaction, by: Actor, admitted: Admitted) -> SignedAnswer:
    """Answer a question once. Raises Conflict if it was answered before, Forbidden if this deployment speaks for no city."""
    city, asked, now = admitted.city, admitted.question, clock.now()
    own = tokens.federation()
    if own is None:
        raise Forbidden("city-not-known")
    if await store.read(db, Attested, city=city, question=asked.jti):
        raise Conflict("question-again")
    shown, about = await store.shown_elsewhere(db, asked.code, asked.scenario, now, _somewhere(own.city))
    await store.together(db, f"rights {shown.person}")  # what is taken back is taken back before or after this
    said = await _said(db, admitted, shown, now)
    reply = Reply(jti=secrets.token_hex(16), question=asked.jti, scenario=asked.scenario, grade=said.grade)
    token = tokens.sign_reply(reply, city)
    row = Attested(
        id=reply.jti,
        at=now,
        city=city,
        county=asked.county,
        operator_kind=asked.operator_kind,
        question=asked.jti,
        person=shown.person,
        scenario=asked.scenario,
        grade=said.grade,
        digest=tokens.digest(token),
    )
    await store.append(db, row)
    if shown.code is not None:
        await store.append(db, CodeUse(digest=shown.code, decision=row.id, at=now))
    detail = {"scenario": asked.scenario, "city": city, "attestation": row.digest, "cause": said.cause}
    detail |= {} if about is not None else {"alarm": NO_CODE}
    asker = Actor(city, by.role)
    await store.log(db, now, asker, "answer_city", "answered", subject=about, county=shown.county, detail=detail)
    return SignedAnswer(token)


async def _said(db: store.Transaction, admitted: Admitted, shown: store.Shown, now: datetime) -> _Said:
    """What may be said: by home's own rulebook and the receiving city's very texts, and only with the consent for that city."""
    asked, today = admitted.question, workdays.day_of(now)
    ruling = await store.recognition(db, asked.county, today)
    text = next(iter(await store.scenarios_of(db, asked.county, today, asked.scenario)), None)
    if not _same(admitted, ruling, text) or text is None:
        return _Said(None, "other-text")
    rulebook = await store.rulebook_if_any(db, shown.county, today)
    rulebook = await store.with_shares(db, rulebook, today) if rulebook is not None else None
    name = shown.person or shown.named
    kept = await store.looked(
        db, store.about(name), lambda db: store.kept(db, name, asked.scenario, asked.county, None)
    )
    match = engine.matcher(rulebook) if rulebook is not None else lambda record: None
    grade = grounds.attested(ruling, text, shown.county, rulebook, kept.history, today, match)
    person = grounds.guest(ruling, shown.county, text, grade, today)
    question = Question(
        county=asked.county, operator_kind=asked.operator_kind, at=now, known=shown.known, home=shown.county
    )
    facts = grounds.facts(question, text, rulebook, kept, person)
    if facts.person is None:
        return _Said(None, "no-code" if shown.person is None else facts.cause)
    return _Said(grade, "attested")


def _same(admitted: Admitted, ruling: Recognition | None, text: Scenario | None) -> bool:
    """Whether the city that asks goes by the texts of its own that two people here have approved too."""
    asked = admitted.question
    ours = (ruling.digest if ruling else None, text.digest if text else None)
    return ours == (asked.recognition, asked.text) and text is not None and asked.operator_kind in text.operators


def _somewhere(city: str) -> str:
    """A county of the city: where somebody would be at home of whom nothing is known."""
    return next(code for code, one in divisions.divisions().items() if one.parent == city)
