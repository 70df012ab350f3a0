"""The office: a text with a problem is told what to mend, a good one waits for a second person, and its author cannot be that person."""

from creditplus.demo import house
from tests.pages.reader import Page, Reader
from tests.web.town import COUNTY, Town, citizen_id


def text() -> str:
    """A rulebook of the county, which no other test proposes."""
    file = next(file for file in house.texts() if file.parent.name == COUNTY and "rulebook" in file.read_text("utf-8"))
    return file.read_text("utf-8")


def sat(town: Town, reader: Reader, role: str) -> Reader:
    """Somebody of a role at their desk."""
    client = town.clients[role]
    return reader.client(client.id, client.secret)


def proposed(town: Town, reader: Reader, written: str) -> Page:
    """An author sends a text."""
    return sat(town, reader, "author").send("/office/new", "/office/new", text=written)


def test_the_texts_of_a_county_are_listed_with_where_they_stand(town: Town, reader: Reader) -> None:
    page = sat(town, reader, "approver").see(f"/office?division={COUNTY}", Accept_Language="zh-CN")
    assert (page.status, "正在生效" in page.text, "待处理的异议" in page.text) == (200, True, True)


def test_a_text_with_a_problem_is_told_its_lines_and_kept_in_the_field(town: Town, reader: Reader) -> None:
    page = proposed(town, reader, 'kind = "rulebook"\nnonsense = 1')
    assert (page.status, len(page.all("ol", class_="problems")), "nonsense = 1" in page.text) == (422, 1, True)


def test_a_good_text_waits_for_another_person_and_rules_nothing_when_rejected(town: Town, reader: Reader) -> None:
    page = proposed(town, reader, text() + "\n# another wording\n")
    at = page.response.url.path
    assert (page.status, any(form["to"] == at for form in page.forms)) == (200, False)
    said = sat(town, reader, "approver").send(at, at, what="reject", because="请再征求意见")
    assert (said.status, "rejected" in said.text or "已驳回" in said.text) == (200, True)


def test_a_resident_has_no_business_in_the_office(reader: Reader) -> None:
    reader.resident(citizen_id())
    assert (reader.see("/office").status, reader.see("/office/new").status) == (403, 403)
