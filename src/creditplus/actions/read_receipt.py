"""A resident takes home a receipt of a consent, which other programs can read too."""

from creditplus import consents, scenarios
from creditplus.consents import Consent, Withdrawal
from creditplus.errors import NotFound, Words
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.rights import receipts
from creditplus.rights.receipts import ConsentReceipt, Party
from creditplus.scenarios import Scenario
from creditplus.tools import clock, store

BY_DIGEST = Words("原文以摘要为准", "the words are known by their digest")


async def read_receipt(db: store.Transaction, by: Actor, consent: str) -> ConsentReceipt:
    """The receipt of one of one's own consents, with the very words that were agreed to. Raises NotFound."""
    own = await store.one(db, Consent, id=consent, person=by.id)
    if own is None:
        raise NotFound("unknown-consent")
    withdrawals = await store.read(db, Withdrawal, consent=own.id)
    text = await store.scenario_of(db, own.scenario_digest) if own.scenario_digest else None
    title = text.title if text is not None else Words(own.scenario, own.scenario)
    parties = _parties(own, text)
    purpose = receipts.purpose(
        own, title, tuple(one.party_id for one in parties), text.impact_assessment if text else None
    )
    await store.log(db, clock.now(), by, "read_receipt", "shown", subject=by.id, detail={"consent": consent})
    return receipts.receipt(own, withdrawals, purpose, _notice(own, text, title), parties)


def _notice(own: Consent, text: Scenario | None, title: Words) -> Words:
    """The words, found again by what the consent keeps; they must have the digest that was agreed to."""
    if own.city is not None:
        city = divisions.divisions()[own.city].title
        notice = consents.notice_for_city(title, scenarios.operator(own.operator_kind), city)
    else:
        notice = text.consent.says if text is not None and text.consent is not None else BY_DIGEST
    return notice if consents.notice_digest(notice) == own.notice_digest else BY_DIGEST


def _parties(own: Consent, text: Scenario | None) -> list[Party]:
    """Who answers for what is processed: the office of the text's division, and of the receiving city."""
    known = divisions.divisions()
    codes = [(divisions.PROVINCE if text is None or own.city else text.division, "controller")]
    codes += [(own.city, "recipient")] if own.city else []
    return [receipts.party(code, known[code].name, role) for code, role in codes]
