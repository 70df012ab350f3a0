"""What the catalogue says of a kind, a record must be: every flaw is told at once, with the place of the field."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditplus import records
from creditplus.errors import Flaw, Invalid, Words
from creditplus.province.catalogues import Field, Kind
from creditplus.records import LegalDocument, Record, Report
from tests import shelf

TODAY = date(2026, 7, 10)


def kind(code: str) -> Kind:
    found = shelf.catalogue().find(code)
    assert found is not None
    return found


def report(code: str, fields: dict[str, Any] | None = None, **told: Any) -> Report:
    return Report(**{"id": "a-1", "person": "x", "kind": code, "on": date(2026, 7, 1), "fields": fields or {}, **told})


def check(found: Report, as_kind: Kind) -> tuple[Flaw, ...]:
    """Every flaw of a report; none if it is right."""
    try:
        records.check(found, as_kind, TODAY)
    except Invalid as invalid:
        return invalid.flaws
    return ()


def flaws(found: Report) -> dict[str, str]:
    """Where a report is wrong, and how."""
    told = check(found, kind(found.kind))
    assert all(flaw.message.zh for flaw in told)
    return {flaw.pointer: flaw.message.en for flaw in told}


DOCUMENT = LegalDocument(
    "行政处罚决定书", "讷市监罚〔2026〕1号", "讷河市市场监督管理局", date(2026, 7, 2), date(2026, 9, 2)
)


def test_a_right_report_becomes_canonical_fields():
    found = report("volunteer_service", {"hours": 16.5, "activity": "清雪"})
    assert records.check(found, kind("volunteer_service"), TODAY) == {"hours": 165, "activity": "清雪"}


@pytest.mark.parametrize("hours", [0.1 + 0.2, 1e300, float("nan"), float("inf"), -1, 0, True, "16", [16], 10**30])
def test_a_number_that_is_none_or_out_of_range_is_told(hours):
    assert list(flaws(report("volunteer_service", {"hours": hours}))) == ["/fields/hours"]


def test_every_flaw_is_told_at_once():
    found = report(
        "volunteer_service",
        {"activity": "睡觉", "blood_type": "A"},
        on=date(2026, 7, 11),
        found_on=date(2026, 7, 1),
        ends_on=date(2026, 1, 1),
    )
    assert flaws(found) == {
        "/fields/blood_type": "this kind has no such field",
        "/fields/hours": "this field is missing",
        "/fields/activity": "must be one of: 助老, 助残, 助学, 环保, 清雪, 应急, 赛会, 社区, 其他",
        "/on": "the date lies in the future",
        "/found_on": "lies before the day of the act",
        "/ends_on": "lies before the day of the act",
    }


def test_a_demerit_needs_its_document():
    assert flaws(report("tax_evasion")) == {"/document": "a demerit needs its legal document"}


def test_a_document_of_another_type_does_not_carry_a_demerit():
    wrong = msgspec.structs.replace(DOCUMENT, type="当场行政处罚决定书")
    told = flaws(report("penalty_general", {"domain": "其他"}, document=wrong))
    assert told == {"/document/type": "must be one of: 行政处罚决定书"}


def test_a_document_cannot_be_final_before_it_was_issued():
    wrong = msgspec.structs.replace(DOCUMENT, final_on=date(2026, 7, 1))
    told = flaws(report("penalty_general", {"domain": "其他"}, document=wrong))
    assert told == {"/document/final_on": "lies before the document's own date"}


def test_a_document_may_become_final_later():
    assert flaws(report("penalty_general", {"domain": "其他"}, document=DOCUMENT)) == {}


def test_the_refusal_never_repeats_what_was_sent():
    told = flaws(report("volunteer_service", {"hours": "SECRET", "SECRET": 1}))
    assert "SECRET" not in "".join(told.values())


@given(st.integers(1, 7440))
def test_a_decimal_is_kept_exactly_whether_it_comes_as_json_or_as_text(tenths):
    field = kind("volunteer_service").field_types["hours"]
    assert records.canonical(tenths / 10, field) == tenths
    assert records.canonical(Decimal(tenths) / 10, field) == tenths


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2026-02-28", []),
        ("2026-02-30", ["/fields/day"]),
        ("20260228", ["/fields/day"]),
        (5, ["/fields/day"]),
    ],
)
def test_a_day_field_takes_only_days_that_exist(value, told):
    day = Kind("x", Words("天", "day"), "merit", "《…法》", ("court",), (Field("day", Words("天", "day"), "date"),))
    assert [flaw.pointer for flaw in check(report("x", {"day": value}), day)] == told


def test_a_refused_record_is_of_one_problem_type():
    with pytest.raises(Invalid, match="bad-record"):
        records.check(report("tax_evasion"), kind("tax_evasion"), TODAY)


def kept(found: Report, second: int = 0) -> Record:
    """A report as it is kept."""
    at = datetime(2026, 7, 2, 1, 0, second, tzinfo=UTC)
    return records.of_report(found, provider="civil", person="p", county="230281", fields=found.fields, at=at)


def test_a_record_is_named_by_its_provider_and_forgets_the_citizen_id():
    record = kept(report("mediation"))
    assert (record.id, record.person) == ("civil:a-1", "p")


def test_a_report_sent_twice_says_the_same_whenever_it_came_and_whatever_the_order_of_its_keys():
    one = report("volunteer_service", {"hours": 20, "activity": "清雪"})
    other = report("volunteer_service", {"activity": "清雪", "hours": 20})
    assert records.differing(kept(one), kept(other, 30)) is None


@pytest.mark.parametrize(
    ("change", "pointer"), [({"on": date(2026, 6, 1)}, "/on"), ({"fields": {"hours": 30}}, "/fields/hours")]
)
def test_the_field_in_which_two_reports_differ_is_named(change, pointer):
    one = report("volunteer_service", {"hours": 20})
    assert records.differing(kept(one), kept(msgspec.structs.replace(one, **change))) == pointer
