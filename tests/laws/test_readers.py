"""The three readers of the one formula agree: whole numbers and terms, person by person, and columns, a town at once."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from creditplus import adjustments, ledger, scores, values, workdays
from creditplus.arithmetic import integers
from creditplus.lives.histories import History
from creditplus.records import Record
from creditplus.rulebooks import Rulebook
from creditplus.tools.bulk import frames, partitions
from creditplus.tools.proof import claims
from creditplus.tools.proof.readings import Place, Terms, Touched
from creditplus.tools.proof.smt import Script
from tests.laws import capabilities, strategies, towns
from tests.laws.strategies import Ruling

PEOPLE = 160


def by_integers(book: Rulebook, history: History, on: date, cutoffs: Mapping[str, int]) -> dict[str, int]:
    """What the first reader says of one person, under the names of the third."""
    stand = ledger.standing(history.records, history.changes, on)
    score = scores.derive(book, stand, on, ledger.plainly(book), history.joined_on(on))
    given: dict[str, int] = {}
    codes = {clean.law: clean.code for clean in book.clean}
    for line in score.lines:
        code = line.entry.rule if line.entry is not None else codes[line.law or ""] if line.what == "clean" else None
        if code is not None:
            given[f"points:{code}"] = given.get(f"points:{code}", 0) + line.points
    items = ledger.gather(book, stand, on, ledger.plainly(book))
    given |= {f"points:{code}": points for code, points in adjustments.cut_off(book, items).items()}
    assert sum(line.points for line in score.lines) == score.points, "the lines add up to the score"
    grade = scores.grade_of(book, score.points, adjustments.listed_since(book, stand, on), cutoffs)
    place = [grade.code for grade in book.grades].index(grade.code)
    return {"points": score.points, "place": place} | {code: points for code, points in given.items() if points}


def by_columns(table: pl.DataFrame) -> dict[str, dict[str, int]]:
    """What the third reader says of everyone, without rules that gave nothing."""
    rows = {row.pop("person"): row for row in table.to_dicts()}
    kept = ("points", "place")
    return {who: {name: given for name, given in row.items() if given or name in kept} for who, row in rows.items()}


def by_terms(book: Rulebook, history: History, on: date, cutoffs: Mapping[str, int]) -> dict[str, int]:
    """What the second reader, the proof's, says of one person where nothing is unknown: the score, the grade, each record alone."""
    stand = ledger.standing(history.records, history.changes, on)
    items = ledger.gather(book, stand, on, ledger.plainly(book))
    listed = adjustments.listed_since(book, stand, on)
    sums: dict[str, Any] = {}
    for entry in ledger.post(book, items):
        sums[entry.rule] = sums.get(entry.rule, 0) + entry.points
    for clean in book.clean:
        sums[clean.code] = clean.points * adjustments.clean_periods(book, clean, items, on, history.joined_on(on))
    sums |= adjustments.cut_off(book, items)
    since = {code: adjustments.merits_since(book, items, day) for code, day in listed.items()}
    known = scores.Sums(sums, dict.fromkeys(listed, True), since)
    points = scores.add_up(claims.smt_operators, book, known).points
    place = scores.place_of(claims.smt_operators, book, points, dict.fromkeys(listed, True), cutoffs)
    for rule in book.ready:
        for item in items.get(rule.code, ()):
            script = Script()
            column: Any = values.worth(Terms(script, lambda _: 0), rule, Touched([Place(item, None)]))[-1][1]  # type: ignore[arg-type]  # a known record instead of an unknown one
            alone: Any = values.worth(integers, rule, [item])[-1][1]
            assert (script.lines, column.total[0]) == ([], alone[0]), rule
    return {"points": points, "place": place}


def agree(ruling: Ruling, town: list[History], on: date, cutoffs: Mapping[str, int]) -> None:
    """The three readers say the same of everyone."""
    table = partitions.score_partition(ruling.book, on, frames.partition(town, on), cutoffs)
    said = by_columns(table)
    for history in town:
        expected = by_integers(ruling.book, history, on, cutoffs)
        assert said[history.person] == expected, f"{on}\n{towns.told(history)}\n{ruling.text}"
        proved = by_terms(ruling.book, history, on, cutoffs)
        assert proved == {name: expected[name] for name in ("points", "place")}, f"{on}\n{ruling.text}"


def test_integers_terms_and_columns_agree_on_every_score_grade_and_rule() -> None:
    """At least twenty thousand people under random rulebooks, which together use every capability."""
    used: set[str] = set()
    people = 0

    @settings(
        max_examples=strategies.RULEBOOKS,
        phases=[Phase.explicit, Phase.generate, Phase.target],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(strategies.rulebooks(), st.integers(0, 2**32), st.sampled_from(towns.ASKED))
    def tried(ruling: Ruling, seed: int, on: date) -> None:
        nonlocal people
        town = list(towns.Town(ruling, on, seed).people(PEOPLE))
        pick = Random(seed)
        shares = [grade.code for grade in ruling.book.grades if grade.top_percent is not None]
        cutoffs = {code: pick.randint(0, 30_000) for code in shares if pick.random() < 0.7}
        agree(ruling, town, on, cutoffs)
        used.update(capabilities.of(ruling.book))
        people += len(town)

    tried()
    assert people >= strategies.RULEBOOKS * PEOPLE
    assert capabilities.EVERYTHING - used == set()


def test_the_rows_of_a_frame_stand_in_the_order_of_the_acts_however_they_came() -> None:
    """Flattened records stand by person, day and id, whatever order they came in."""
    at = workdays.starts(date(2026, 7, 1))
    days = {"b": date(2026, 5, 1), "a": date(2026, 5, 1), "c": date(2026, 4, 30)}
    records = [
        Record(id=id, person=person, county="230281", kind="service", on=on, matter=id, reported_at=at)
        for person in ("p2", "p1")
        for id, on in days.items()
    ]
    frame = frames.flatten((int(record.person[1]), record) for record in records)["service"]
    assert frame["who"].to_list() == [1] * 3 + [2] * 3
    assert frame["matter"].to_list() == ["c", "a", "b"] * 2
