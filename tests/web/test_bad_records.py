"""A record that is wrong is refused with everything that is wrong about it, in both languages, and nothing is kept."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from creditplus.records import Record
from creditplus.tools import clock, store
from tests.web.town import COUNTY, RESIDENT, Town, citizen_id, demerit, good, merit, pointers, problem

TOMORROW = str(clock.today() + timedelta(days=2))
WRONG: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "an unknown kind": (merit(kind="no_such_kind"), "unknown-kind", ["/kind"]),
    "an unknown field": (merit(fields={"hours": 2, "colour": "red"}), "bad-record", ["/fields/colour"]),
    "a field that is missing": (merit(fields={}), "bad-record", ["/fields/hours"]),
    "a field of the wrong type": (merit(fields={"hours": "many"}), "bad-record", ["/fields/hours"]),
    "a value below its range": (merit(fields={"hours": -1}), "bad-record", ["/fields/hours"]),
    "a value above its range": (merit(fields={"hours": 99999999}), "bad-record", ["/fields/hours"]),
    "a value in a finer unit": (merit(fields={"hours": 2.123456}), "bad-record", ["/fields/hours"]),
    "a date in the future": (merit(on=TOMORROW), "bad-record", ["/on"]),
    "a date that does not exist": (merit(on="2026-02-30"), "bad-fields", ["/on"]),
    "a demerit without its legal document": (demerit(document=...), "bad-record", ["/document"]),
    "a demerit with another document": (
        demerit(document={"type": "通报", "number": "1", "authority": "a", "on": "2026-01-01"}),
        "bad-record",
        ["/document/type"],
    ),
    "a citizen id with a wrong check character": (merit(person=RESIDENT[:-1] + "?"), "bad-record", ["/person"]),
    "a member that no record has": (merit(points=5), "bad-fields", ["/points"]),
    "a member that is missing": (merit(kind=...), "bad-fields", ["/kind"]),
    "two wrong members at once": (merit(kind=5, id=...), "bad-fields", ["/id", "/kind"]),
    "a legal document without its number": (
        demerit(document={"type": "行政处罚决定书", "authority": "a", "on": "2026-01-01"}),
        "bad-fields",
        ["/document/number"],
    ),
    "an id with a line break at its end": (merit(id="2026-1\n"), "bad-fields", ["/id"]),
    "a state that there is not": (merit(state="perhaps"), "bad-fields", ["/state"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_record_is_refused_with_every_flaw(town: Town, what: str) -> None:
    body, type, where = WRONG[what]
    answer = town.report(body)
    assert (problem(answer), sorted(pointers(answer))) == (type, where)


@pytest.mark.parametrize("what", WRONG)
def test_the_refusal_is_told_in_the_language_asked_for(town: Town, what: str) -> None:
    body = WRONG[what][0]
    told = [sentences(town.report(body, language)) for language in ("zh", "en")]
    assert [any("\u4e00" <= letter <= "\u9fff" for letter in one) for one in told] == [True, False]


def sentences(answer: httpx.Response) -> str:
    """All that is said, without the values that are listed after a colon: those are what they are in every language."""
    said: dict[str, Any] = answer.json()
    return str(
        said["title"] + said["detail"] + said["next"] + "".join(flaw["detail"].split(":")[0] for flaw in said["errors"])
    )


@pytest.mark.parametrize("what", WRONG)
def test_nothing_of_a_wrong_record_is_kept(town: Town, what: str) -> None:
    body = WRONG[what][0]
    town.report(body)
    id = f"{town.clients['provider'].id}:{body.get('id')}"
    assert town.within(lambda db: store.read(db, Record, id=id)) == []


def test_a_refusal_never_repeats_what_was_sent(town: Town) -> None:
    sent = merit(fields={"hours": "SECRET-1"}, person="SECRET-2", kind="SECRET-3", id="SECRET-4 ")
    assert "SECRET" not in town.report(sent).text


@pytest.mark.parametrize("county", ["999999", "230000", "231100", "abc", "23118", "%00", "2311811", "２３１１８１"])
def test_a_county_that_does_not_exist_is_not_found(town: Town, county: str) -> None:
    assert problem(town.report(merit(), county=county)) in {"unknown-county", "unknown-door"}


def test_a_provider_reports_for_its_own_county_only(town: Town) -> None:
    assert problem(town.report(merit(), county="231102")) == "other-county"


def test_the_same_record_twice_is_answered_in_the_same_way(town: Town) -> None:
    body = merit()
    first, second = good(town.report(body)), good(town.report(body))
    assert (first["outcome"], second["outcome"], first["id"]) == ("accepted", "same as before", second["id"])


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"fields": {"hours": 3}}, "/fields/hours"),
        ({"on": "2026-01-01"}, "/on"),
        ({"person": citizen_id()}, "/person"),
        ({"matter": "flood"}, "/matter"),
    ],
)
def test_the_same_id_with_other_content_is_a_conflict_that_names_the_field(
    town: Town, changes: dict[str, Any], where: str
) -> None:
    body = merit()
    good(town.report(body))
    answer = town.report(body | changes)
    assert (answer.status_code, problem(answer), pointers(answer)) == (409, "record-differs", [where])


def test_a_good_record_is_accepted(town: Town) -> None:
    answer = town.report(demerit())
    assert (answer.status_code, good(answer)["outcome"], COUNTY in answer.text) == (200, "accepted", False)
