"""A guest of another city shows a code: what its home is asked, if its word counts here; the question itself goes out later.

Why nothing is asked inside a transaction: another city may be slow, and meanwhile nobody here shall wait for the database.
"""

import secrets

from creditplus import consents, recognition, workdays
from creditplus.decisions import Guest
from creditplus.federation.attestations import Asking, Failed, Question
from creditplus.people import Actor
from creditplus.tools import clock, store, tokens


async def ask_city(db: store.Transaction, by: Actor, scenario: str, code: str) -> Asking | Guest | None:
    """The question; a guest of whom nothing will be known; or none, where nobody else needs to be asked."""
    own, home = tokens.federation(), consents.home_of(code)
    if own is None or home is None or home == own.city:
        return None
    if by.county is None or by.operator_kind is None or f"decide:{scenario}" not in by.scopes:
        return None
    now = clock.now()
    today = workdays.day_of(now)
    text = next(iter(await store.scenarios_of(db, by.county, today, scenario)), None)
    if text is None or text.service.emergency or by.operator_kind not in text.operators:
        return None
    ruling = await store.recognition(db, by.county, today)
    known = tokens.vouched(await store.voucher(db, home), now)
    line = recognition.issuer_for(ruling, home, scenario)
    if ruling is None or line is None or not line.from_ <= today <= line.until:
        return _nothing(home, "unlisted")
    if known is None:
        return _nothing(home, "no-statement")
    question = Question(
        jti=secrets.token_hex(16),
        home=home,
        county=by.county,
        scenario=scenario,
        operator_kind=by.operator_kind,
        code=consents.tidy(code),
        recognition=ruling.digest,
        text=text.digest,
    )
    return Asking(question, known.address, tokens.sign_question(question), ruling, text)


def _nothing(home: str, why: Failed) -> Guest:
    return Guest(home, failed=why)
