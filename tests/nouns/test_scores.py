"""A score is a pure function of what stands on a day: its lines add up, order never matters, a repair restores exactly."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditplus import ledger, scores, workdays
from creditplus.records import Change, Record
from creditplus.rulebooks import Rulebook
from creditplus.scores import Score
from tests import lives, shelf

COUNTIES = [shelf.NEHE, shelf.BEIAN, shelf.AIHUI]
county = st.sampled_from(COUNTIES)
some = settings(max_examples=120, deadline=None)
JOINED = date(2023, 3, 15)


def score(book: Rulebook, records: list[Record], on: date, changes: list[Change] | None = None) -> Score:
    """The score of somebody who joined in March 2023."""
    stand = ledger.standing(records, changes or [], on)
    return scores.derive(book, stand, on, ledger.plainly(book), JOINED)


@some
@given(st.data(), county, lives.days)
def test_the_lines_add_up_to_the_score(data, county, on):
    found = score(shelf.rulebook(county), data.draw(lives.lives(county)), on)
    assert sum(line.points for line in found.lines) == found.points


@some
@given(st.data(), county, lives.days)
def test_the_steps_of_an_entry_add_up_to_what_it_counts(data, county, on):
    found = score(shelf.rulebook(county), data.draw(lives.lives(county)), on)
    entries = [line.entry for line in found.lines if line.entry is not None]
    assert [entry.raw + sum(entry.taken.values()) for entry in entries] == [entry.points for entry in entries]


@some
@given(st.data(), county, lives.days)
def test_the_order_in_which_records_arrive_never_matters(data, county, on):
    records = data.draw(lives.lives(county))
    shuffled = data.draw(st.permutations(records))
    assert score(shelf.rulebook(county), shuffled, on) == score(shelf.rulebook(county), records, on)


@some
@given(st.data(), county, lives.days)
def test_the_score_stays_on_the_scale_in_whole_steps(data, county, on):
    book = shelf.rulebook(county)
    found = score(book, data.draw(lives.lives(county)), on)
    assert book.score.min <= found.points <= (book.score.max or found.points)
    assert found.points % book.score.step == 0


@some
@given(st.data(), county, lives.days, st.sampled_from(["repair", "revocation", "withdrawal"]))
def test_a_repair_a_revocation_or_a_withdrawal_restores_exactly(data, county, on, what):
    book = shelf.rulebook(county)
    records = data.draw(lives.lives(county, most=8))
    extra = data.draw(lives.records(data.draw(st.sampled_from(lives.kinds(county))), "x"))
    undone = score(book, [*records, extra], on, [lives.change(extra, what, min(extra.on, on))])
    assert undone == score(book, records, on)


@some
@given(st.data(), county, lives.days)
def test_a_correction_is_as_if_the_record_had_been_right_from_the_beginning(data, county, on):
    book = shelf.rulebook(county)
    records = data.draw(lives.lives(county, most=6))
    kind = data.draw(st.sampled_from(lives.kinds(county)))
    wrong, right = data.draw(lives.records(kind, "x")), data.draw(lives.records(kind, "x"))
    right = msgspec.structs.replace(right, reported_at=wrong.reported_at)
    corrected = score(book, [*records, wrong], on, [lives.change(wrong, "correction", on, right)])
    assert corrected == score(book, [*records, right], on)


@some
@given(st.data(), county, lives.days)
def test_one_more_merit_never_lowers_the_score(data, county, on):
    book = shelf.rulebook(county)
    records = data.draw(lives.lives(county))
    merit = data.draw(lives.records(data.draw(st.sampled_from(lives.kinds(county, "merit", "honour"))), "x"))
    assert score(book, [*records, merit], on).points >= score(book, records, on).points


LATE = st.just(lives.TODAY) | st.dates(date(2026, 7, 1), lives.TODAY)


@pytest.mark.parametrize(
    ("county", "kind"),
    [(county, kind.code) for county in COUNTIES for kind in lives.kinds(county, "merit", "honour", "demerit")],
)
@settings(max_examples=20, deadline=None)
@given(data=st.data(), on=LATE)
def test_a_record_overlooked_among_its_like_never_moves_the_score_the_wrong_way(county, kind, data, on):
    book = shelf.rulebook(county)
    found = shelf.catalogue().find(kind)
    assert found is not None
    known, overlooked = data.draw(lives.years(found))
    moved = score(book, [*known, overlooked], on).points - score(book, known, on).points
    assert moved <= 0 if found.polarity == "demerit" else moved >= 0


@some
@given(st.data(), county, lives.days)
def test_what_is_learned_later_never_changes_what_was_known_then(data, county, on):
    book = shelf.rulebook(county)
    records = data.draw(lives.lives(county))
    then = workdays.starts(on)
    early = [record for record in records if record.reported_at < then]
    late = ledger.standing(records, [], on, known_at=then)
    assert late == ledger.standing(early, [], on, known_at=then)
    assert scores.derive(book, late, on, ledger.plainly(book)).on == on


@some
@given(st.data(), county)
def test_in_the_end_every_demerit_that_has_ended_is_forgotten(data, county):
    book = shelf.rulebook(county)
    records = [
        msgspec.structs.replace(record, ends_on=record.on, released_on=record.on)
        for record in data.draw(lives.lives(county, polarities=("demerit",)))
    ]
    last = max((record.on for record in records), default=lives.FIRST)
    assert [line for line in score(book, records, workdays.after(last, "5 years")).lines if line.entry] == []


# ---- grades ----


@pytest.mark.parametrize(
    ("points", "grade"), [(100_000, "AAA"), (85_000, "AAA"), (84_999, "AA"), (50_000, "A"), (49_999, "B"), (0, "C")]
)
def test_a_grade_begins_with_its_lower_end(points, grade):
    assert scores.grade_of(shelf.rulebook(shelf.NEHE), points).code == grade


def test_a_grade_by_share_is_reached_only_from_its_worked_out_lower_end():
    book = shelf.rulebook(shelf.NEHE)
    top = msgspec.structs.replace(book.grades[0], at_least=None, top_percent=5)
    shared = msgspec.structs.replace(book, grades=(top, *book.grades[1:]))
    assert scores.grade_of(shared, 99_000).code == "AA"
    assert scores.grade_of(shared, 99_000, cutoffs={"AAA": 90_000}).code == "AAA"
    assert scores.grade_of(shared, 89_900, cutoffs={"AAA": 90_000}).code == "AA"


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_more_points_never_mean_a_lower_grade(one, other):
    book = shelf.rulebook(shelf.NEHE)
    order = [grade.code for grade in book.grades]
    low, high = (order.index(scores.grade_of(book, points).code) for points in sorted((one, other)))
    assert high <= low


# ---- clean years ----


@pytest.mark.parametrize(
    ("joined", "on", "periods"),
    [
        (date(2026, 7, 15), date(2027, 12, 31), 0),
        (date(2026, 7, 15), date(2028, 1, 1), 1),
        (date(2026, 1, 1), date(2027, 1, 1), 1),
        (date(2010, 1, 1), date(2026, 1, 1), 5),
        (None, date(2026, 1, 1), 0),
    ],
)
def test_only_full_years_since_joining_are_clean_years(joined, on, periods):
    book = shelf.rulebook(shelf.NEHE)
    found = scores.derive(book, [], on, ledger.plainly(book), joined)
    assert sum(line.points for line in found.lines if line.what == "clean") == periods * 1000


@some
@given(st.data(), county, lives.days)
def test_a_list_never_raises_a_score(data, county, on):
    book = shelf.rulebook(county)
    records = data.draw(lives.lives(county, polarities=("merit", "demerit", "honour")))
    listing = data.draw(lives.records(data.draw(st.sampled_from(lives.kinds(county, "listing"))), "x"))
    assert score(book, [*records, listing], on).points <= score(book, records, on).points


@some
@given(st.data(), county)
def test_when_a_list_ends_the_old_score_is_back(data, county):
    book = shelf.rulebook(county)
    records = data.draw(lives.lives(county, polarities=("merit", "demerit", "honour")))
    listing = data.draw(lives.records(data.draw(st.sampled_from(lives.kinds(county, "listing"))), "x"))
    ended = msgspec.structs.replace(listing, ends_on=listing.on + timedelta(days=30))
    on = listing.on + timedelta(days=30)
    assert score(book, [*records, ended], on).points == score(book, records, on).points
