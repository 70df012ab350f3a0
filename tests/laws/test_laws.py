"""What must hold of every score, whatever the rulebook says and whatever happened to a person."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Literal

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from creditplus import ledger, publications, workdays
from creditplus.lives.histories import History
from creditplus.records import Change, Record
from creditplus.scores import Score
from tests.laws import strategies, towns
from tests.laws.strategies import Ruling

PEOPLE = 40
PHASES = [Phase.explicit, Phase.generate]
"""A failing person is told in full, so there is nothing to shrink."""
ENDINGS: list[Literal["repair", "revocation", "withdrawal"]] = ["repair", "revocation", "withdrawal"]
Asked = tuple[Ruling, date, towns.Town, History]


def each_person(law: Callable[[Asked], None]) -> Callable[[], None]:
    """Try a law on the people of random towns under random rulebooks."""
    chosen = settings(
        max_examples=strategies.RULEBOOKS // 5,
        phases=PHASES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    @chosen
    @given(strategies.rulebooks(), st.integers(0, 2**32), st.sampled_from(towns.ASKED))
    def tried(ruling: Ruling, seed: int, on: date) -> None:
        town = towns.Town(ruling, on, seed)
        for person in town.people(PEOPLE):
            law((ruling, on, town, person))

    def test() -> None:
        tried()

    test.__doc__ = law.__doc__
    return test


def score(ruling: Ruling, on: date, history: History) -> Score:
    """The live score of a person."""
    return publications.live(ruling.book, history, on, ledger.plainly(ruling.book))


def with_record(history: History, record: Record) -> History:
    """The history with one more record."""
    return msgspec.structs.replace(history, records=(*history.records, record))


@each_person
def test_the_lines_of_a_score_add_up_to_it(asked: Asked) -> None:
    """The lines of a score add up to it, and it lies on its scale in whole steps."""
    ruling, on, _, person = asked
    found, scale = score(ruling, on, person), ruling.book.score
    assert sum(line.points for line in found.lines) == found.points
    assert found.points >= scale.min
    assert found.points <= (scale.max if scale.max is not None else found.points)
    assert (found.points - scale.min) % scale.step == 0


@each_person
def test_the_order_in_which_records_and_changes_arrive_never_matters(asked: Asked) -> None:
    """The order in which records and changes arrive never matters, and one that arrives twice counts once."""
    ruling, on, town, person = asked
    records, changes = list(person.records) * 2, list(person.changes) * 2
    town.random.shuffle(records)
    town.random.shuffle(changes)
    shuffled = msgspec.structs.replace(person, records=tuple(records), changes=tuple(changes))
    assert score(ruling, on, shuffled) == score(ruling, on, person)


@each_person
def test_a_repair_or_revocation_leaves_no_trace(asked: Asked) -> None:
    """A record that is repaired, revoked or withdrawn leaves the score exactly as if it had never been reported."""
    ruling, on, town, person = asked
    pick: Random = town.random
    if not person.records:
        return
    record = pick.choice(person.records)
    change = Change(id="last", record=record.id, what=pick.choice(ENDINGS), on=on, at=workdays.starts(on))
    others = tuple(one for one in person.records if one is not record)
    never = msgspec.structs.replace(person, records=others)
    after = msgspec.structs.replace(person, changes=(*person.changes, change))
    assert score(ruling, on, after) == score(ruling, on, never)
    day_before = on - timedelta(days=1)
    assert score(ruling, day_before, after) == score(ruling, day_before, person)


@each_person
def test_one_more_record_never_moves_the_score_the_wrong_way(asked: Asked) -> None:
    """One more merit never lowers a score, one more demerit or listing never raises it."""
    ruling, on, town, person = asked
    kind = town.random.choice(ruling.catalogue.kinds)
    record = town.record("new", person.person, kind)
    before, after = (score(ruling, on, history) for history in (person, with_record(person, record)))
    places = [grade.code for grade in ruling.book.grades]
    if kind.polarity in ("merit", "honour"):
        assert after.points >= before.points, towns.told(with_record(person, record)) + ruling.text
        assert places.index(after.grade) <= places.index(before.grade)
    else:
        assert after.points <= before.points, towns.told(with_record(person, record)) + ruling.text
        assert places.index(after.grade) >= places.index(before.grade)


@each_person
def test_what_is_known_later_changes_nothing_before(asked: Asked) -> None:
    """A record that was reported, or a change that was made, after a day never changes the score of that day."""
    ruling, on, town, person = asked
    kind = town.random.choice(ruling.catalogue.kinds)
    tomorrow = workdays.starts(on + timedelta(days=1))
    late = msgspec.structs.replace(town.record("late", person.person, kind), reported_at=tomorrow)
    changes = tuple(
        Change(id=f"late/{record.id}", record=record.id, what="revocation", on=on, at=tomorrow)
        for record in person.records
    )
    later = msgspec.structs.replace(with_record(person, late), changes=(*person.changes, *changes))
    assert score(ruling, on, later) == score(ruling, on, person)
