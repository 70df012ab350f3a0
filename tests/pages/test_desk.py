"""The desk: two answers that look alike, never red, never why."""

import re
import time
from importlib.resources import files

from tests.pages.reader import Page, Reader, without_passing_things
from tests.web.town import Town, citizen_id, demerit, good, merit


def at_desk(town: Town, reader: Reader) -> Reader:
    """The library's desk."""
    client = town.clients["operator"]
    return reader.client(client.id, client.secret)


def shown(reader: Reader, code: str) -> Page:
    """Somebody shows a code."""
    return reader.send("/desk", "/desk", code=code)


def taken_back(town: Town) -> str:
    """The code of somebody who took the consent back after getting it."""
    number = town.joined()
    code = town.code(number)
    given = town.http.get("/v1/me/consents", headers=town.resident(number)).json()[0]["consent"]["id"]
    good(town.http.post(f"/v1/consents/{given}/withdrawal", headers=town.resident(number)))
    return code


def never_agreed(town: Town) -> str:
    """The code of somebody who never agreed."""
    number = citizen_id()
    town.join(number)
    return town.code(number)


def fined(town: Town) -> str:
    """The code of somebody with few points."""
    number = town.joined()
    for _ in range(3):
        assert town.report(demerit(person=number)).is_success
    return town.code(number)


def helped(town: Town) -> str:
    """The code of somebody who did much good."""
    number = town.joined()
    for report in (merit(person=number), merit(person=number, kind="volunteer_honour", fields={"level": "省"})):
        assert town.report(report).is_success
    return town.code(number)


def gone(town: Town) -> str:
    """The code of somebody who left after getting it."""
    number = town.joined()
    code = town.code(number)
    good(town.http.post("/v1/me/departure", headers=town.resident(number), json={}))
    return code


def test_every_cause_of_the_standard_service_looks_the_same_to_the_letter(town: Town, reader: Reader) -> None:
    desk = at_desk(town, reader)
    pages = [shown(desk, code(town)) for code in (never_agreed, fined, taken_back, gone)]
    told = {without_passing_things(page) for page in pages}
    assert ([page.status for page in pages], len(told), "→" in told.pop()) == ([200] * 4, 1, True)


def test_a_benefit_is_green_and_names_no_reason(town: Town, reader: Reader) -> None:
    page = shown(at_desk(town, reader), helped(town))
    assert (len(page.all("section", class_="benefit")), "✔" in page.text) == (1, True)
    assert re.findall("积分|分数|等级|score|points|grade", " ".join(page.words[page.words.index("✔") :][:3])) == []


def test_a_code_that_cannot_be_read_is_told_in_the_same_place_and_the_field_is_ready_again(
    town: Town, reader: Reader
) -> None:
    page = shown(at_desk(town, reader), "L" * 16)
    assert (
        page.status,
        len(page.all("section", class_="waiting")),
        "autofocus" in page.all("input", id="code")[0],
    ) == (
        404,
        1,
        True,
    )


def test_the_desk_s_own_colours_have_no_red() -> None:
    sheet = files("creditplus.web").joinpath("static", "pages.css").read_text("utf-8")
    colours = {
        tuple(int(found[place : place + 2], 16) for place in (0, 2, 4)) for found in re.findall("#([0-9a-f]{6})", sheet)
    }
    assert [colour for colour in colours if colour[0] > 120 and colour[0] > 2 * max(colour[1], colour[2])] == []


def test_who_is_no_operator_is_not_let_in(town: Town, reader: Reader) -> None:
    assert (reader.see("/desk").response.url.path, reader.resident(citizen_id()).see("/desk").status) == (
        "/sign-in",
        403,
    )


def test_an_answer_takes_less_than_a_tenth_of_a_second_of_work(town: Town, reader: Reader) -> None:
    """The work of the server and the reader together, not the waiting: a busy machine does not decide."""
    desk, codes = at_desk(town, reader), [never_agreed(town) for _ in range(5)]
    form = desk.see("/desk").form("/desk")
    begun = time.process_time()
    seen = [desk.post("/desk", form | {"code": code}).status for code in codes]
    assert (seen, (time.process_time() - begun) / len(codes) < 0.1) == ([200] * 5, True)
