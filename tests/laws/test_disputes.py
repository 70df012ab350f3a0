"""For all towns: what is disputed counts as if it had never been, what is upheld counts as if nobody had asked."""

from datetime import timedelta

import msgspec

from creditplus import ledger, publications, workdays
from creditplus.lives.histories import History
from creditplus.records import Change
from creditplus.scores import Score
from tests.laws.test_laws import Asked, each_person, score


def changed(history: History, *changes: Change) -> History:
    """The history with more changes."""
    return msgspec.structs.replace(history, changes=(*history.changes, *changes))


def told(found: Score) -> list[tuple[str, int]]:
    """A score without the day and the records: what its lines are and what each counts for."""
    return [(line.what, line.points) for line in found.lines]


@each_person
def test_a_disputed_demerit_counts_as_if_it_had_never_been_and_an_upheld_one_as_if_nobody_had_asked(
    asked: Asked,
) -> None:
    """An objection sets a demerit aside exactly; a settlement that upholds it restores the score exactly."""
    ruling, on, _, person = asked
    before = score(ruling, on, person)
    for record in ledger.standing(person.records, person.changes, on):
        last = workdays.starts(workdays.after(on, "1 day")) - timedelta(microseconds=2)
        objection = Change(id="~o", record=record.id, what="objection", on=on, at=last)
        settled = Change(id="~s", record=record.id, what="settlement", on=on, at=last + timedelta(microseconds=1))
        left = tuple(one for one in person.records if one.id != record.id)
        without = score(ruling, on, msgspec.structs.replace(person, records=left))
        disputed = score(ruling, on, changed(person, objection))
        assert told(disputed) == told(without if record.document is not None else before)
        assert disputed.points >= before.points
        assert score(ruling, on, changed(person, objection, settled)) == before


@each_person
def test_what_is_owed_at_once_does_not_wait_for_the_rhythm_of_publication(asked: Asked) -> None:
    """A repair raises the published score at once, never lowers it, and takes no merit away."""
    ruling, on, _, person = asked
    match = ledger.plainly(ruling.book)
    before = publications.published(ruling.book, person, on, match)
    last = workdays.starts(workdays.after(on, "1 day")) - timedelta(microseconds=2)
    for record in ledger.standing(person.records, person.changes, on):
        if record.document is not None:
            repair = Change(id="~r", record=record.id, what="repair", on=on, at=last)
            after = publications.published(ruling.book, changed(person, repair), on, match)
            assert after.points >= before.points
            assert record.id not in [line.entry.record for line in after.lines if line.entry is not None]
