"""What stands on a day, until when it counts, and which occurrence it is."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from creditplus import ledger, workdays
from creditplus.ledger import Entry
from creditplus.records import LegalDocument, Record
from creditplus.rulebooks import Occurrences, Ready, Rulebook
from tests import lives, shelf

NEHE = shelf.rulebook(shelf.NEHE)
BEIAN = shelf.rulebook(shelf.BEIAN)


def record(kind: str, on: date, id: str = "r", **told: Any) -> Record:
    """A record; a demerit's document is final on the day of the act."""
    found = shelf.catalogue().find(kind)
    assert found is not None
    document = LegalDocument(type="-", number="1", authority="-", on=on, final_on=on)
    return Record(
        **{
            "id": id,
            "person": "p",
            "county": "230281",
            "kind": kind,
            "on": on,
            "document": document if found.polarity == "demerit" else None,
            "reported_at": workdays.starts(on),
            **told,
        }
    )


def rule(code: str, **other: Any) -> Ready:
    """A rule of Nehe, perhaps otherwise."""
    return msgspec.structs.replace(NEHE.rule(code), **other)


def entries(book: Rulebook, records: list[Record], on: date) -> list[Entry]:
    return ledger.post(book, ledger.gather(book, ledger.standing(records, [], on), on, ledger.plainly(book)))


# ---- until when ----


def test_twenty_four_months_from_a_leap_day_end_on_the_last_of_february():
    found = rule("conduct.defaulter", counts_for="24 months")
    assert ledger.until(record("judgment_defaulter", date(2024, 2, 29)), found) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("counts_from", "told", "end"),
    [
        ("act", {}, date(2027, 1, 10)),
        ("finding", {"found_on": date(2026, 3, 1)}, date(2027, 3, 1)),
        ("finding", {}, date(2027, 1, 10)),
        ("end", {"ends_on": date(2026, 5, 1)}, date(2027, 5, 1)),
        ("end", {}, date(2031, 1, 10)),
        ("release", {"released_on": date(2028, 1, 1)}, date(2029, 1, 1)),
        ("release", {}, date(2031, 1, 10)),
    ],
)
def test_a_demerit_counts_from_the_day_its_rule_names(counts_from, told, end):
    found = rule("conduct.minor", counts_for="12 months", counts_from=counts_from)
    assert ledger.until(record("penalty_minor", date(2026, 1, 10), **told), found) == end


def test_five_years_after_the_act_ended_nothing_counts_whatever_a_text_says():
    found = rule("conduct.serious", counts_for="3 years", counts_from="finding")
    late = record("penalty_serious", date(2020, 1, 10), found_on=date(2024, 1, 1))
    assert ledger.until(late, found) == date(2025, 1, 10)


def test_a_merit_without_an_end_counts_for_good():
    assert ledger.until(record("moral_model", date(1999, 1, 10)), rule("honours.moral")) == date.max


def test_the_last_day_counts_and_the_next_does_not():
    act = record("tax_evasion", date(2024, 2, 29))
    assert [entry.points for entry in entries(NEHE, [act], date(2027, 2, 27))] == [-6000]
    assert entries(NEHE, [act], date(2027, 2, 28)) == []


# ---- what stands ----


def test_a_demerit_stands_only_when_its_document_is_final():
    document = LegalDocument(type="-", number="1", authority="-", on=date(2026, 1, 1), final_on=date(2026, 3, 1))
    act = record("tax_evasion", date(2026, 1, 1), document=document)
    assert ledger.standing([act], [], date(2026, 2, 28)) == []
    assert ledger.standing([act], [], date(2026, 3, 1)) == [act]


def test_a_demerit_with_a_pending_document_never_stands():
    document = LegalDocument(type="-", number="1", authority="-", on=date(2026, 1, 1))
    assert ledger.standing([record("tax_evasion", date(2026, 1, 1), document=document)], [], date(2030, 1, 1)) == []


def test_an_objection_sets_a_demerit_aside_and_leaves_a_merit_alone():
    merit, demerit = record("mediation", date(2026, 1, 1), "m"), record("tax_evasion", date(2026, 1, 1), "d")
    objections = [
        lives.change(merit, "objection", date(2026, 2, 1)),
        lives.change(demerit, "objection", date(2026, 2, 1)),
    ]
    assert ledger.standing([merit, demerit], objections, date(2026, 2, 1)) == [merit]
    settled = [*objections, lives.change(demerit, "settlement", date(2026, 2, 9))]
    assert ledger.standing([merit, demerit], settled, date(2026, 2, 9)) == [demerit, merit]


def test_a_change_works_from_its_day_on():
    act = record("tax_evasion", date(2026, 1, 1))
    repair = lives.change(act, "repair", date(2026, 6, 1))
    assert ledger.standing([act], [repair], date(2026, 5, 31)) == [act]
    assert ledger.standing([act], [repair], date(2026, 6, 1)) == []


def test_a_repaired_record_is_not_brought_back_by_a_later_correction():
    act = record("tax_evasion", date(2026, 1, 1))
    changes = [lives.change(act, "repair", date(2026, 6, 1)), lives.change(act, "correction", date(2026, 7, 1), act)]
    assert ledger.standing([act], changes, date(2026, 8, 1)) == []


def test_what_is_reported_during_a_day_stands_by_its_end_and_not_before():
    noon = datetime(2026, 7, 1, 4, tzinfo=UTC)
    act = record("mediation", date(2026, 6, 1), reported_at=noon)
    assert ledger.standing([act], [], date(2026, 7, 1)) == [act]
    assert ledger.standing([act], [], date(2026, 6, 30)) == []
    assert ledger.standing([act], [], date(2026, 7, 1), known_at=noon) == []


def test_what_will_happen_does_not_stand_yet():
    act = record("mediation", date(2026, 8, 1), reported_at=workdays.starts(date(2026, 7, 1)))
    assert ledger.standing([act], [], date(2026, 7, 31)) == []


def test_honours_are_held_until_they_end():
    honour = record("moral_model", date(2026, 1, 1), ends_on=date(2027, 1, 1))
    assert ledger.honours(shelf.catalogue(), [honour], date(2026, 12, 31)) == {"moral_model"}
    assert ledger.honours(shelf.catalogue(), [honour], date(2027, 1, 1)) == frozenset()


# ---- matching and occurrences ----


def test_a_record_earns_under_the_first_rule_that_applies():
    bill = record("commitment_kept", date(2026, 7, 1), fields={"about": "水电气热"})
    book = record("commitment_kept", date(2026, 7, 1), fields={"about": "借阅"})
    assert [ledger.plainly(NEHE)(found) for found in (bill, book)] == ["promises.utilities", "promises.kept"]


def test_a_record_without_a_rule_earns_nothing():
    assert ledger.plainly(NEHE)(record("pyramid_selling", date(2026, 7, 1))) is None


def numbers(found: Ready, days: list[date], matters: list[str] | None = None) -> list[int]:
    """Which occurrences some acts are."""
    acts = [
        record(found.kind, day, f"r{place}", matter=matters[place] if matters else None)
        for place, day in enumerate(days)
    ]
    book = msgspec.structs.replace(NEHE, rules=(found,))
    items = ledger.gather(book, ledger.standing(acts, [], days[-1]), days[-1], lambda _: found.code)
    return [item.nth for item in items[found.code]]


def test_an_occurrence_is_counted_within_its_period():
    found = rule("conduct.drink_driving", counts_for="36 months")
    assert numbers(found, [date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]) == [1, 2, 2]


def test_one_matter_told_twice_is_one_occurrence():
    found = rule(
        "conduct.drink_driving",
        same_matter_once=True,
        occurrences=Occurrences(within="12 months", points=(-3000, -5000)),
    )
    days = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert numbers(found, days, ["甲", "甲", "乙"]) == [1, 1, 2]


def test_a_declared_record_counts_only_where_the_text_accepts_it():
    declared = record("civic_practice", date(2026, 7, 1), fields={"activity": "环境整治"}, state="declared")
    assert [entry.points for entry in entries(BEIAN, [declared], date(2026, 7, 2))] == [100]
    hours = record("volunteer_service", date(2026, 7, 1), fields={"hours": 80}, state="declared")
    assert entries(BEIAN, [hours], date(2026, 7, 2)) == []


def test_an_entry_tells_what_each_step_took_away():
    days = [date(2026, 7, 1), date(2026, 7, 1), date(2026, 7, 2)]
    acts = [record("commitment_kept", day, f"r{place}", fields={"about": "借阅"}) for place, day in enumerate(days)]
    found = entries(NEHE, acts, date(2026, 7, 3))
    assert [(entry.raw, entry.taken, entry.points) for entry in found] == [
        (200, {}, 200),
        (200, {"limit_day": -200}, 0),
        (200, {}, 200),
    ]
