"""A family on the pages, without a script: a grown-up child helps with what was handed over and nothing else; a guardian agrees."""

import pytest

from creditplus.tools import clock
from tests.pages.reader import Page, Reader
from tests.web.town import COUNTY, SCENARIO, Town, citizen_id, merit

CHILDREN, DAYS = "230281", "2099-01-01"
"""A county whose text also asks for an own income at 16, and a day that is too far ahead."""


def word_on(page: Page) -> str:
    """The word that a page shows."""
    return next(word for word in page.words if len(word) == 19 and word.count(" ") == 3)


def handed(town: Town, reader: Reader, number: str, *may: str) -> str:
    """What somebody hands over; the word for it."""
    reader.resident(number)
    return word_on(reader.send("/me/help", "/me/help", last=str(clock.today()), **dict.fromkeys(may, "on")))


def begun(reader: Reader, word: str, helper: str) -> Page:
    """Somebody accepts the word and begins to help; the page they come to."""
    listed = reader.resident(helper).send("/me/help", "/me/help/word", handed=word.lower())
    begin = next(form["to"] for form in listed.forms if form["to"].endswith("/begin"))
    return reader.post(begin, listed.form(begin))


def test_a_child_sees_the_points_and_gets_a_code_and_nothing_else(town: Town, reader: Reader) -> None:
    number, helper = town.joined(), town.joined()
    town.report(merit(person=number, fields={"hours": 30}))
    page = begun(reader, handed(town, reader, number, "read_score", "issue_code"), helper)
    rows = len(page.all("tr"))
    code = reader.send(f"/me/code?county={COUNTY}", "/me/code", scenario=SCENARIO)
    answer = town.ask(word_on(code)).json()["outcome"]
    others = [reader.see(at).status for at in ("/me/access", "/me/consents", "/me/more", "/me/help", "/me/household")]
    assert (page.response.url.path, rows > 2, answer in ("benefit", "standard")) == ("/me/explain", True, True)
    assert (others, reader.see("/me").response.url.path) == ([403] * 5, "/me/explain")
    assert [one["href"] for one in page.all("a") if one["href"].startswith("/me/")] == ["/me/explain", "/me/code"]


def test_whoever_helped_is_themselves_again_and_was_seen(town: Town, reader: Reader) -> None:
    number, helper = town.joined(), town.joined()
    begun(reader, handed(town, reader, number, "read_access"), helper)
    back = reader.send("/me/access", "/me/back")
    own = reader.see("/me/more")
    looks = town.http.get("/v1/me/access", headers=town.resident(number)).json()["looks"]
    assert (back.response.url.path, back.status, own.status) == ("/me/help", 200, 200)
    assert "whoever helps you" in {one["by"]["en"] for one in looks}


def test_what_was_ended_is_over_at_once_also_for_a_page_that_is_open(town: Town, reader: Reader) -> None:
    number, helper = town.joined(), town.joined()
    word = handed(town, reader, number, "read_score")
    with Reader(str(town.http.base_url)) as other:
        page = begun(other, word, helper)
        mine = reader.see("/me/help")
        end = next(form["to"] for form in mine.forms if form["to"].endswith("/end"))
        ended = reader.post(end, mine.form(end))
        late = other.see("/me/explain")
        again = other.send("/me/explain", "/me/back").forms
    assert (page.status, ended.status, late.status) == (200, 200, 403)
    assert [form for form in again if form["to"].endswith("/begin")] == []


@pytest.mark.parametrize(
    ("to", "fields"),
    [
        ("/me/help", {"last": DAYS, "read_score": "on"}),
        ("/me/help", {"last": "2026-99-99", "read_score": "on"}),
        ("/me/help", {"last": str(clock.today())}),
        ("/me/help/word", {"handed": "short"}),
        ("/me/help/word", {"handed": "ABCD EFGH JKLM NPQR"}),
    ],
)
def test_what_cannot_be_handed_over_is_told_at_the_head_of_the_same_page(
    town: Town, reader: Reader, to: str, fields: dict[str, str]
) -> None:
    page = reader.resident(town.joined()).send("/me/help", to, **fields)
    assert (page.status in (404, 422), len(page.all("section", class_="refusal"))) == (True, 1)


def test_joining_asks_only_what_the_county_asks(reader: Reader) -> None:
    reader.resident(citizen_id())
    asked = {
        county: sorted(
            one["name"] for one in reader.see(f"/me?county={county}").all("input") if one["type"] != "hidden"
        )
        for county in (COUNTY, CHILDREN, "232761")
    }
    care = ["guardian_word", "in_care"]
    assert asked == {
        COUNTY: [*care, "residence_months"],
        CHILDREN: [*care, "own_income", "residence_months"],
        "232761": [],
    }
    assert len(reader.see("/me?county=232761").all("p", class_="empty")) == 1


def test_an_adult_in_care_joins_with_the_word_of_a_guardian_and_not_without(town: Town, reader: Reader) -> None:
    reader.resident(citizen_id())
    word = word_on(reader.send("/me/help", "/me/wards", county=COUNTY))
    reader.resident(citizen_id())
    said = {"residence_months": "120", "in_care": "on"}
    alone = reader.send(f"/me?county={COUNTY}", "/me/join", **said)
    joined = reader.send(f"/me?county={COUNTY}", "/me/join", guardian_word=word, **said)
    assert (alone.status, len(alone.all("section", class_="refusal"))) == (403, 1)
    assert (joined.response.url.path, joined.status, len(joined.all("p", class_="number"))) == ("/me", 200, 1)
