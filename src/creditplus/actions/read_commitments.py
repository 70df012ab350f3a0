"""A resident reads what they may still pay later: how much, until when, what follows, and a notice before any record could."""

from datetime import date

import msgspec

from creditplus import workdays
from creditplus.offers import commitments
from creditplus.offers.commitments import Commitment, Payment, State
from creditplus.people import Actor
from creditplus.rulebooks import Rulebook
from creditplus.tools import clock, store


class Running(msgspec.Struct, frozen=True):
    """One commitment as its person sees it. `notice` names the kind of record that a county could now ask for, if its rulebook has one."""

    commitment: Commitment
    state: State
    left_fen: int
    pay_by: date
    notice: str | None = None


async def read_commitments(db: store.Transaction, by: Actor) -> list[Running]:
    """One's own commitments, the oldest first."""
    now = clock.now()
    owed = await store.read(db, Commitment, person=by.id)
    paid = await store.read(db, Payment, commitment=[one.id for one in owed])
    told = [
        Running(
            one,
            commitments.state(one, paid, now),
            commitments.left_fen(one, paid, now),
            commitments.day_due(one),
            await _notice(db, one, owed, paid),
        )
        for one in owed
    ]
    await store.log(db, now, by, "read_commitments", "shown", subject=by.id)
    return told


async def _notice(db: store.Transaction, one: Commitment, owed: list[Commitment], paid: list[Payment]) -> str | None:
    """The kind of record that could follow, by the text under which the commitment began and the county's rulebook."""
    now = clock.now()
    text = await store.scenario_of(db, one.scenario_digest)
    row = commitments.overdue_in_a_row(owed, paid, one.scenario, now)
    rulebook: Rulebook = await store.rulebook(db, one.county, workdays.day_of(now))
    named = [benefit.commitment for benefit in text.benefits if benefit.commitment is not None]
    return next((kind for deferral in named if (kind := commitments.record_due(deferral, rulebook, row))), None)
