"""A resident's life on the pages, without a script: joins, reads, agrees, shows a code, objects, leaves."""

from datetime import timedelta

import pytest

from creditplus.tools import clock
from creditplus.web.pages import sessions
from tests.pages.reader import Reader
from tests.web.town import COUNTY, SCENARIO, Town, citizen_id, demerit, merit

MINE = (
    "/me",
    "/me/explain",
    "/me/code",
    "/me/consents",
    "/me/what-if",
    "/me/access",
    "/me/export",
    "/me/leave",
    "/me/more",
    "/me/kinds",
    "/me/help",
)
PAYLOADS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "</textarea><b>x</b>")


def lived(town: Town) -> str:
    """Somebody who takes part, agreed to the library, did good, and was fined once."""
    number = town.joined()
    paper = {"type": "行政处罚决定书", "number": "〔2026〕12号", "authority": "市场监督管理局"}
    days = [str(clock.today() - timedelta(before)) for before in (90, 80, 15)]
    fine = demerit(person=number, on=days[0], document=paper | {"on": days[1], "final_on": days[2]})
    for report in (merit(person=number, fields={"hours": 30}), fine):
        assert town.report(report).is_success
    return number


def test_who_is_not_signed_in_is_asked_to_and_comes_back(town: Town, reader: Reader) -> None:
    page = reader.see("/me/explain")
    came = reader.send("/me/explain", "/sign-in", citizen_id=town.joined())
    assert (page.response.url.path, came.response.url.path, came.status) == ("/sign-in", "/me/explain", 200)


def test_a_session_is_no_script_s_and_no_other_site_s_affair(town: Town, reader: Reader) -> None:
    fields = reader.see("/sign-in").form("/sign-in") | {"citizen_id": citizen_id()}
    answer = reader.http.post("/sign-in", data=fields, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert [word in cookie for word in (sessions.COOKIE, "httponly", "samesite=lax", "path=/")] == [True] * 4


def test_somebody_joins_on_the_page(reader: Reader) -> None:
    reader.resident(citizen_id())
    joined = reader.send(f"/me?county={COUNTY}", "/me/join", residence_months="120")
    assert (joined.response.url.path, joined.status, len(joined.all("p", class_="number"))) == ("/me", 200, 1)


def test_what_was_typed_wrong_is_told_at_the_head_of_the_same_page(reader: Reader) -> None:
    reader.resident(citizen_id())
    page = reader.send(f"/me?county={COUNTY}", "/me/join", residence_months="ten")
    assert (
        page.status,
        len(page.all("section", class_="refusal")),
        [one["href"] for one in page.all("a") if one["href"] == "#residence_months"],
    ) == (
        422,
        1,
        ["#residence_months"],
    )


def test_every_page_of_a_life_is_whole(town: Town, reader: Reader) -> None:
    reader.resident(lived(town))
    seen = {path: reader.see(path) for path in MINE}
    assert {path: (page.status, len(page.all("h1"))) for path, page in seen.items()} == dict.fromkeys(MINE, (200, 1))


def test_the_chart_has_a_bar_for_each_line_and_one_for_the_total(town: Town, reader: Reader) -> None:
    page = reader.resident(lived(town)).see("/me/explain")
    rows = len(page.all("tr")) - 2  # the head and the total
    assert (rows > 2, len(page.all("rect", class_="bar"))) == (True, rows + 1)


def test_a_code_is_shown_as_a_picture_and_in_letters_and_works_at_the_desk(town: Town, reader: Reader) -> None:
    page = reader.resident(lived(town)).send("/me/code", "/me/code", scenario=SCENARIO)
    letters = "".join(word for word in page.words if len(word) == 19 and word.count(" ") == 3).replace(" ", "")
    assert (len(page.all("svg", class_="qr")), town.ask(letters).json()["outcome"] in ("benefit", "standard")) == (
        1,
        True,
    )


def test_somebody_agrees_to_the_very_words_and_takes_it_back(town: Town, reader: Reader) -> None:
    number = citizen_id()
    town.join(number)
    reader.resident(number)
    words = f"/me/consents/new?scenario={SCENARIO}&operator_kind=library"
    agreed = reader.send(words, "/me/consents")
    back = next(form["to"] for form in agreed.forms if form["to"].endswith("/withdrawal"))
    taken = reader.send("/me/consents", back)
    ends = [len([form for form in page.forms if form["to"].endswith("/withdrawal")]) for page in (agreed, taken)]
    assert ends == [1, 0]


def objected(town: Town, reader: Reader, words: str) -> tuple[str, str]:
    """Somebody objects to their fine; the record's page, and where it is."""
    reader.resident(lived(town))
    links = [one["href"] for one in reader.see("/me/explain").all("a") if one["href"].startswith("/me/records/")]
    pages = [(at, reader.see(at)) for at in links]
    at = next(at for at, page in pages if any(form["to"].endswith("/repair") for form in page.forms))
    return reader.send(at, f"{at}/objection", grounds="not me", words=words).response.text, at


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_somebody_writes_stays_text(town: Town, reader: Reader, payload: str) -> None:
    number = lived(town)
    reader.resident(number)
    at = next(one["href"] for one in reader.see("/me/explain").all("a") if one["href"].startswith("/me/records/"))
    said = reader.send(at, f"{at}/statement", words=payload)
    alive = [
        named for tag in ("script", "img", "b") for named in said.all(tag) if "src" not in named or named["src"] == "x"
    ]
    assert (said.status, alive, payload in said.text) == (200, [], True)


def test_an_objection_marks_the_record_at_once(town: Town, reader: Reader) -> None:
    text, at = objected(town, reader, "这不是我")
    assert ('role="status"' in text, "mark" in reader.see("/me/explain").response.text) == (True, True)
    assert reader.see(at).text.count("最迟") + reader.see(at).text.count("answered by") == 1


def test_leaving_works_at_once(town: Town, reader: Reader) -> None:
    left = reader.resident(town.joined()).send("/me/leave", "/me/leave")
    assert (left.status, len(left.all("p", class_="done"))) == (200, 1)


@pytest.mark.parametrize("to", ["/me/join", "/me/code", "/me/consents", "/me/leave", "/sign-out"])
def test_a_form_from_elsewhere_does_nothing(town: Town, reader: Reader, to: str) -> None:
    reader.resident(lived(town))
    word = reader.see("/me/leave").form("/me/leave")["word"]
    without = reader.post(to, {"word": "0" * 32, "scenario": SCENARIO})
    foreign = reader.post(to, {"word": word, "scenario": SCENARIO}, Sec_Fetch_Site="cross-site")
    assert (without.status, foreign.status, reader.see("/me").response.url.path) == (403, 403, "/me")


def test_a_good_deed_is_tried_out_and_nothing_is_kept(town: Town, reader: Reader) -> None:
    reader.resident(lived(town))
    lines = len(reader.see("/me/explain").all("tr"))
    at = "/me/what-if?kind=volunteer_service"
    tried = reader.send(at, at, hours="10")
    wrong = reader.send(at, at, hours="ten")
    told = (tried.status, len(tried.all("p", class_="number")), wrong.status, len(reader.see("/me/explain").all("tr")))
    assert told == (200, 1, 422, lines)


def test_a_desk_s_look_is_shown_to_whom_it_was_about(town: Town, reader: Reader) -> None:
    number = town.joined()
    town.ask(town.code(number))
    page = reader.resident(number).see("/me/access", Accept_Language="zh-CN")
    assert (page.status, "标准服务" in page.text) == (200, True)


def test_everything_that_is_held_comes_in_one_file(town: Town, reader: Reader) -> None:
    reader.resident(lived(town))
    fields = reader.see("/me/export").form("/me/export")
    answer = reader.http.post("/me/export", data=fields)
    assert (answer.status_code, answer.headers["content-type"], answer.content[:2]) == (200, "application/zip", b"PK")
