"""What counts, on the pages without a script: a kind switched off and on, an account that a family shares, papers for an objection."""

import re
import secrets

import pytest

from creditplus.demo.disputes import penalty
from tests.pages.reader import Page, Reader
from tests.pages.test_help import word_on
from tests.web.town import COUNTY, SCENARIO, Town, citizen_id, good, merit

PDF = b"%PDF-1.7\n"
AT = "/me/kinds/volunteer_service"


def points(reader: Reader) -> str:
    """The points on the first page."""
    return str(re.findall(r'class="number"><strong>([^<]+)<', reader.see("/me").response.text)[0])


def test_a_kind_that_is_switched_off_counts_for_nothing_and_on_again_as_before(town: Town, reader: Reader) -> None:
    number = town.joined()
    good(town.report(merit(person=number, fields={"hours": 30})))
    reader.resident(number)
    counted = [points(reader)]
    for what in ("off", "on"):
        page = reader.see("/me/kinds")
        assert page.form(AT)["what"] == what
        assert reader.post(AT, page.form(AT)).status == 200
        counted.append(points(reader))
    assert (counted[0] == counted[2], counted[1]) == (True, "1000")
    assert counted[0] != counted[1]


def test_only_what_somebody_gained_can_be_switched(town: Town, reader: Reader) -> None:
    reader.resident(town.joined())
    word = reader.see("/me/kinds").form(AT)
    assert [form["to"] for form in reader.see("/me/kinds").forms if "penalty" in form["to"]] == []
    assert reader.post("/me/kinds/penalty_general", word).status == 404


def account(reader: Reader, number: str) -> Page:
    """Somebody's page of the household."""
    return reader.resident(number).see("/me/household")


def test_a_family_shares_an_account_and_one_leaves_it(town: Town, reader: Reader) -> None:
    first, second = town.joined(), town.joined()
    good(town.report(merit(person=first, fields={"hours": 30})))
    account(reader, first)
    word = word_on(reader.send("/me/household", "/me/household/words"))
    account(reader, second)
    wrong = reader.send("/me/household", "/me/household/membership", handed="ABCD EFGH JKLM NPQR")
    shared = reader.send("/me/household", "/me/household/membership", handed=word)
    assert (wrong.status, shared.status, shared.all("p", class_="lead")) == (404, 200, [])
    assert [form["to"] for form in shared.forms if "household" in form["to"]] == [
        "/me/household/words",
        "/me/household/departure",
    ]
    left = reader.send("/me/household", "/me/household/departure")
    assert (left.status, len(left.all("p", class_="lead"))) == (200, 1)


def test_where_the_county_has_no_such_accounts_the_page_says_so(town: Town, reader: Reader) -> None:
    number = citizen_id()
    wish = {"county": "231102", "residence_months": 120, "insurance_months": 120}
    good(town.http.post("/v1/me/enrolment", json=wish, headers=town.resident(number)))
    page = account(reader, number)
    assert (page.status, len(page.all("p", class_="empty")), page.all("blockquote")) == (200, 1, [])


@pytest.mark.parametrize("at", ["/me/kinds", "/me/household"])
def test_who_has_not_joined_is_told_so(reader: Reader, at: str) -> None:
    page = reader.resident(citizen_id()).see(at)
    assert (page.status, len(page.all("section", class_="refusal"))) == (404, 1)


def objected(town: Town) -> tuple[str, str]:
    """Somebody who objects to a penalty, and the objection."""
    number = town.joined()
    record = good(town.report(penalty(number, secrets.token_hex(8))))["id"]
    wish = {"grounds": "not me", "words": "不是我"}
    path = f"/v1/records/{record}/objection"
    return number, good(town.http.post(path, json=wish, headers=town.resident(number)))["id"]


def attached(reader: Reader, id: str, content: bytes) -> Page:
    """A paper sent from the page of an objection."""
    at = f"/me/objections/{id}"
    word = reader.see(at).form(f"{at}/papers")
    return Page(reader.http.post(f"{at}/papers", data=word, files={"file": ("scan.pdf", content)}))


def test_a_paper_is_attached_and_whoever_settles_it_reads_it(town: Town, reader: Reader) -> None:
    number, id = objected(town)
    reader.resident(number)
    page = attached(reader, id, PDF + b"proof")
    own = next(one["href"] for one in page.all("a") if "/papers/" in one["href"])
    assert (page.status, reader.http.get(own).content) == (200, PDF + b"proof")
    client = town.register_in("approver", COUNTY)
    seen = reader.client(client.id, client.secret).see(f"/office/objections/{id}")
    paper = next(one["href"] for one in seen.all("a") if "/papers/" in one["href"])
    assert reader.http.get(paper).content == PDF + b"proof"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no paper", PDF + b"x" * (5 * 1024 * 1024)])
def test_what_is_no_paper_or_too_much_is_told_on_the_same_page(town: Town, reader: Reader, content: bytes) -> None:
    number, id = objected(town)
    page = attached(reader.resident(number), id, content)
    assert (page.status, len(page.all("section", class_="refusal"))) == (422, 1)
    assert "5 MB" in page.text


def test_somebody_else_s_objection_is_nobody_s_affair(town: Town, reader: Reader) -> None:
    _, id = objected(town)
    assert reader.resident(town.joined()).see(f"/me/objections/{id}").status == 404


def test_the_page_of_an_objection_says_how_it_ended(town: Town, reader: Reader) -> None:
    number, id = objected(town)
    office = town.register_in("approver", COUNTY)
    settled = {"outcome": "withdrawn", "because": "登记时选错了人"}
    good(town.http.post(f"/v1/objections/{id}/settlement", json=settled, headers=town.of("approver", office)))
    page = reader.resident(number).see(f"/me/objections/{id}")
    assert (page.status, "登记时选错了人" in page.text, page.all("input", type="file")) == (200, True, [])


def test_who_looked_names_the_scenario_and_not_its_code(town: Town, reader: Reader) -> None:
    number = town.joined()
    good(town.ask(town.code(number)))
    page = reader.resident(number).see("/me/access", Accept_Language="zh-CN")
    assert (page.status, SCENARIO in page.text) == (200, False)
