"""What another city answered is believed or not: who signed it, whether it answers our question, and whether it says too much."""

from creditplus import workdays
from creditplus.decisions import Guest
from creditplus.federation import attestations
from creditplus.federation.attestations import Asking, Failed, Heard
from creditplus.people import Actor
from creditplus.tools import clock, store, tokens


async def hear_city(db: store.Transaction, by: Actor, asking: Asking, heard: Heard) -> Guest:
    """What is known of a guest by the answer to a question, or why nothing is. A city removed in the meantime said nothing."""
    question, now = asking.question, clock.now()
    if heard.token is None:
        return _nothing(question.home, heard.failed or "silent")
    known = tokens.vouched(await store.voucher(db, question.home), now)
    if known is None:
        return _nothing(question.home, "no-statement")
    try:
        reply, digest = tokens.read_reply(heard.token, known)
    except tokens.Rejected:
        return _nothing(question.home, "forged")
    wrong = attestations.wrong(question, reply, asking.ruling, asking.text, workdays.day_of(now))
    if wrong is not None:
        return _nothing(question.home, wrong)
    return Guest(question.home, grade=reply.grade, attestation=digest)


def _nothing(home: str, why: Failed) -> Guest:
    return Guest(home, failed=why)
