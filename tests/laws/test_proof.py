"""What the proof promises, nobody in random towns disproves; and what really happens there is always among what the proof looks at."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditplus import ledger, publications, values, workdays
from creditplus.lives.histories import History
from creditplus.records import Record
from creditplus.rulebooks import Ready
from creditplus.tools import proof
from creditplus.tools.proof import earnings, merits, solver
from creditplus.tools.proof.claims import Subject
from creditplus.tools.proof.readings import Place, Terms, Touched
from creditplus.tools.proof.smt import Script
from tests import shelf
from tests.laws import strategies, towns
from tests.laws.strategies import Ruling
from tests.laws.test_laws import PHASES, with_record

PEOPLE = 120
SECONDS = 20.0
Broken = set[tuple[str | int, ...]]


def subject_of(ruling: Ruling) -> Subject:
    """A random rulebook before the shipped limits."""
    limits = shelf.read_limits().value
    assert limits is not None
    return Subject(ruling.book, ruling.catalogue, limits)


def broken(subject: Subject, code: str) -> Broken:
    """Where a theorem's statements do not hold, as the first two parts of a path."""
    statements, answers = proof.asked_twice(solver.Solver(), list(proof.THEOREMS[code][1](subject)), SECONDS)
    return {
        statement.path[:2]
        for statement, answer in zip(statements, answers, strict=True)
        if answer != statement.expected
    }


def residents(ruling: Ruling, on: date, seed: int) -> Iterator[tuple[History, Record, Ready]]:
    """People of a random town, each with one record more and the rule that it earns under."""
    town = towns.Town(ruling, on, seed)
    match = ledger.plainly(ruling.book)
    rules = {rule.code: rule for rule in ruling.book.ready}
    for person in town.people(PEOPLE):
        record = town.record("new", person.person, town.random.choice(town.kinds))
        code = match(record)
        if code is not None:
            yield person, record, rules[code]


def asked(examples: int) -> Any:
    """So many random rulebooks, each with a town and a day."""

    def given_a_town(law: Any) -> Any:
        chosen = settings(
            max_examples=examples, phases=PHASES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        return chosen(given(strategies.rulebooks(), st.integers(0, 2**32), st.sampled_from(towns.ASKED))(law))

    return given_a_town


def test_what_is_proved_is_never_disproved_by_anybody() -> None:
    """Where T3 holds for a rule, no record of it moves a score the wrong way; where T4 holds, none moves it too far; where T5 holds,
    none counts too long; and a rule that T6 found dead changes nothing (a demerit may still end a clean time)."""
    tried: Counter[str] = Counter()

    @asked(max(80, strategies.RULEBOOKS // 5))
    def law(ruling: Ruling, seed: int, on: date) -> None:
        subject = subject_of(ruling)
        helps, bounds = broken(subject, "T3"), broken(subject, "T4")
        forgets, dead = broken(subject, "T5"), {path for path in broken(subject, "T6") if path[0] == "rules"}
        limit = subject.share(subject.limits.record_percent.most)
        for person, record, rule in residents(ruling, on, seed):
            one, other = (
                publications.live(ruling.book, history, on, ledger.plainly(ruling.book)).points
                for history in (with_record(person, record), person)
            )
            told = towns.told(with_record(person, record)) + ruling.text
            if not whole(helps) and subject.path(rule) not in helps:
                tried["T3"] += one != other
                assert (one - other) * rule.magnitude >= 0, told
            if not whole(bounds) and subject.path(rule) not in bounds:
                tried["T4"] += one != other
                assert abs(one - other) <= limit, told
            if subject.path(rule) in dead:
                tried["T6"] += 1
                assert one == other or (rule.polarity == "demerit" and ruling.book.clean), told
            if rule.polarity == "demerit" and subject.path(rule) not in forgets:
                tried["T5"] += 1
                assert ledger.until(record, rule) <= last_day(subject, record, rule), told

    law()
    # Most random rulebooks let some record move a score too far, so few are left of which T4 says anything.
    assert (tried["T4"] > 5, all(tried[code] > 20 for code in ("T3", "T5", "T6"))) == (True, True)


def last_day(subject: Subject, record: Record, rule: Ready) -> date:
    """The last day on which a demerit may be forgotten: five years after its end, or from the act while none is known."""
    last = (record.released_on if rule.counts_from == "release" else None) or record.ends_on or record.on
    return workdays.months_after(last, subject.limits.months.absolute)


def whole(found: Broken) -> bool:
    """Whether something breaks that is not about one rule, one category's share or one list."""
    return ("score",) in found or any(path[0] == "clean" for path in found)


def test_what_happens_is_among_what_the_proof_looks_at() -> None:
    """What one more record changes under its rule, the statement about one more record allows."""
    tried: Counter[str] = Counter()

    @asked(max(15, strategies.RULEBOOKS // 8))
    def law(ruling: Ruling, seed: int, on: date) -> None:
        subject = subject_of(ruling)
        bodies = {}
        for person, record, rule in residents(ruling, on, seed):
            table = rule.occurrences is not None and not rule.occurrences.state
            found = None if table else difference(subject, person, record, rule, on)
            if found is not None:
                bodies[allowed(subject, record, rule, found)] = towns.told(with_record(person, record))
                tried["moved"] += found != 0
        answers = solver.Solver().answers(list(bodies), 10 * SECONDS)
        wrong = [told for told, answer in zip(bodies.items(), answers, strict=True) if answer != "sat"]
        assert not wrong, "\n".join((*wrong[0], ruling.text))

    law()
    assert tried["moved"] > 100


def difference(subject: Subject, person: History, record: Record, rule: Ready, on: date) -> int | None:
    """What a record that counts adds to the sum of its rule, as a magnitude; None if it does not count."""
    match = ledger.plainly(subject.book)
    sums, counts = [], False
    for history in (with_record(person, record), person):
        stand = ledger.standing(history.records, history.changes, on)
        items = ledger.gather(subject.book, stand, on, match).get(rule.code, [])
        counts = counts or any(item.record.id == record.id for item in items)
        entries = ledger.post(msgspec.structs.replace(subject.book, rules=(rule,)), {rule.code: items})
        sums.append(sum(entry.points for entry in entries) * rule.magnitude)
    return sums[0] - sums[1] if counts else None


def allowed(subject: Subject, record: Record, rule: Ready, found: int) -> str:
    """That the statement about one more record has this record and this difference."""
    script = Script()
    item = subject.symbol(script, rule)
    places, rival = [Place(item, None)], None
    if values.rivals(rule):
        other = subject.symbol(script, rule)
        places, rival = [Place(item, None), Place(other, other)], 1
    column = values.worth(Terms(script), rule, Touched(places, rival))[-1][1]
    for code in item.known:
        there, value = item.field(code)
        script.claim(there if code in record.fields else item.absent(code))
        if code in record.fields:
            told = record.fields[code]
            script.claim(item.compare(code, "eq", told) if isinstance(told, str | bool) else value == told)
    if rule.discretion is not None:
        assert record.discretion is not None
        script.claim(item.decided == record.discretion.points)
    with_, without = column.total
    script.claim((with_ - without) == found)
    return "\n".join(script.lines)


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_the_proofs_reading_of_known_numbers_is_the_integers_reading(county: str) -> None:
    """With nothing unknown, the written reading works everything out, and to the same number as the ledger."""
    limits = shelf.read_limits().value
    assert limits is not None
    subject = Subject(shelf.rulebook(county), shelf.catalogue(), limits)
    found = earnings.Earnings(subject)
    for rule in subject.ready:
        for template in found.town.templates(rule):
            record = found.town.record(template, found.town.today, "r")
            item: Any = ledger.Item(record, date.max)
            script = Script()
            column = values.worth(Terms(script, lambda _: 0), rule, Touched([Place(item, None)]))[-1][1]
            assert script.lines == []
            assert column.total[0] == found.town.worth([record], rule)


def test_statements_that_could_be_true_of_nothing_are_found_out() -> None:
    """Every statement that hopes for no answer has cases to look at: without its last claim it can be met."""
    limits = shelf.read_limits().value
    assert limits is not None
    subject = Subject(shelf.rulebook(shelf.NEHE), shelf.catalogue(), limits)
    bodies = {}
    for rule in subject.ready:
        script = Script()
        merits.one_more(subject, script, rule)
        bodies["\n".join(script.lines)] = rule.code
    answers = solver.Solver().answers(list(bodies), SECONDS)
    assert [code for code, answer in zip(bodies.values(), answers, strict=True) if answer != "sat"] == []
