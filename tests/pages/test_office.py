"""The office: a text is judged while it is written, a good one waits for a second person, and what waits for an answer gets one."""

import hashlib
import re
import secrets

import pytest

from creditplus.demo import house
from creditplus.demo.disputes import penalty
from creditplus.outlooks.impacts import Bar
from creditplus.web.pages import histograms
from tests.pages.reader import Page, Reader
from tests.web.town import COUNTY, Town, citizen_id, good

HARM = """
[[rules]]
code = "bought"
title = { zh = "<b>花钱买分</b>", en = "<script>alert(1)</script>" }
kind = "volunteer_service"
law = "《志愿服务条例》第三十条"
points = -30
counts_for = "7 years"
"""
"""A good deed that takes points, in a title that would like to be more than text."""


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
    return sat(town, reader, "author").send("/office/new", "/office/new", what="propose", text=written)


def looked(town: Town, reader: Reader, written: str, to: str = "/office/new") -> Page:
    """An author asks what is wrong with a text."""
    word = sat(town, reader, "author").see("/office/new").form("/office/new")
    return reader.post(to, word | {"text": written, "what": "look"}, Accept_Language="en")


def test_the_texts_of_a_county_are_listed_with_where_they_stand(town: Town, reader: Reader) -> None:
    page = sat(town, reader, "approver").see(f"/office?division={COUNTY}", Accept_Language="zh-CN")
    assert (page.status, "正在生效" in page.text, "待处理的异议" in page.text) == (200, True, True)


def test_a_text_with_a_problem_is_told_its_lines_and_kept_in_the_field(town: Town, reader: Reader) -> None:
    page = proposed(town, reader, 'kind = "rulebook"\nnonsense = 1')
    assert (page.status, len(page.all("ol", class_="problems")), "nonsense = 1" in page.text) == (422, 1, True)


def test_while_one_types_the_same_is_told_in_a_piece_of_a_page(town: Town, reader: Reader) -> None:
    """A text that rules already says the same as itself; what takes points for a good deed is shown with its line."""
    whole, piece = looked(town, reader, text() + HARM), looked(town, reader, text() + HARM, "/office/look")
    assert (whole.status, piece.status, len(piece.all("html"))) == (200, 200, 0)
    assert set(piece.words) < set(whole.words)
    assert ("points = -30" in piece.text, "<script>alert(1)" in piece.response.text) == (True, False)


def test_numbers_beside_the_text_are_written_into_it(town: Town, reader: Reader) -> None:
    """Without a script by a button; what was not changed in the form stays as it is in the text, also where the text is newer."""
    sat(town, reader, "author")
    fields = reader.see("/office/new").form("/office/new") | {
        "text": text().replace("base = 1000", "base = 990"),
        "what": "figures",
    }
    changed = {"shown": "score.base=1000&grades.0.at_least=1050", "n.score.base": "1000", "n.grades.0.at_least": "1075"}
    page = reader.post("/office/new", fields | changed)
    named = {one["name"]: one["value"] for one in page.all("input") if one.get("name", "").startswith("n.")}
    assert (page.status, named["n.score.base"], named["n.grades.0.at_least"]) == (200, "990", "1075")
    assert "at_least = 1075" in page.text


def test_a_proof_is_run_again_on_demand_by_whoever_watches(town: Town, reader: Reader) -> None:
    sat(town, reader, "auditor")
    at = next(
        one["href"]
        for one in reader.see(f"/office?division={COUNTY}").all("a")
        if re.fullmatch("/office/[0-9a-f]{64}", one["href"])
    )
    page = reader.post(at, reader.see(at).form(f"{at}#proof") | {"what": "prove"})
    assert (page.status, len(page.all("p", class_="done")), page.all("b", class_="mark")) == (200, 1, [])
    assert reader.post(at, reader.see(at).form(f"{at}#proof") | {"what": "simulate"}).status == 403


def test_whoever_would_be_hurt_is_shown_as_a_card(town: Town, reader: Reader) -> None:
    """A scale that ends below its best grade: what nobody can reach is told, with the line that names it."""
    page = looked(town, reader, text().replace("min = 0\n", "min = 0\nmax = 1040\n", 1))
    assert (page.status, len(page.all("article", class_="shown")), "at_least = 1050" in page.text) == (200, 1, True)


def test_a_good_text_waits_for_another_person_and_rules_nothing_when_rejected(town: Town, reader: Reader) -> None:
    page = proposed(town, reader, text() + f"\n# another wording {secrets.token_hex(4)}\n")
    at = page.response.url.path
    assert (page.status, page.all("button", value="approve"), page.all("button", value="simulate")) == (
        200,
        [],
        [{"name": "what", "value": "simulate", "class": "quiet"}],
    )
    sat(town, reader, "approver")
    silent = reader.send(at, at, what="reject")
    assert (silent.status, len(silent.all("section", class_="refusal"))) == (422, 1)
    said = reader.send(at, at, what="reject", because="请再<b>征求</b>意见")
    assert (said.status, "rejected" in said.text or "已驳回" in said.text, "<b>征求" in said.response.text) == (
        200,
        True,
        False,
    )


def test_a_word_is_said_on_the_text_that_was_read_and_on_no_other(town: Town, reader: Reader) -> None:
    page = proposed(town, reader, text() + f"\n# once more {secrets.token_hex(4)}\n")
    at = page.response.url.path
    word = sat(town, reader, "approver").see(at).form(at)
    assert reader.post(at, word | {"match": "0" * 64, "what": "reject", "because": "no"}).status == 412


def test_somebody_looks_ahead_and_sees_the_difference(town: Town, reader: Reader) -> None:
    changed = re.sub(r"(?m)^at_least = 1050$", "at_least = 1060", text(), count=1)
    at = proposed(town, reader, changed).response.url.path
    page = reader.send(at, at, what="simulate")
    assert (page.status, "Too few" in page.text or "太少" in page.text, "1060" in page.text) == (200, True, True)


def test_bars_before_and_after_are_drawn_with_a_sentence_for_who_hears_them() -> None:
    bars = tuple(Bar(place * 10_000, 10 * place, 200 - 10 * place) for place in range(20))
    drawing = histograms.drawn(bars, "en")
    assert (drawing.count("<rect"), drawing.count("<title>"), 'height="0.0"' in drawing) == (40, 1, True)


def test_an_objection_is_read_and_settled_with_its_reason(town: Town, reader: Reader) -> None:
    number = town.joined()
    record = good(town.report(penalty(number, secrets.token_hex(8))))["id"]
    wish = {"grounds": "not me", "words": "<img src=x>处罚的是同名的人"}
    id = good(town.http.post(f"/v1/records/{record}/objection", json=wish, headers=town.resident(number)))["id"]
    at = f"/office/objections/{id}"
    settler = town.register_in("approver", COUNTY)
    page = reader.client(settler.id, settler.secret).see(at)
    assert (page.status, "同名的人" in page.text, "<img src=x>" in page.response.text, number in page.text) == (
        200,
        True,
        False,
        False,
    )
    assert at in {named.get("href") for named in reader.see("/office/objections").all("a")}
    ended = reader.send(
        at, at, outcome="withdrawn", because="核实属实", on="2026-01-01", domain="市场监管"
    )  # a browser sends all
    assert (ended.status, "核实属实" in ended.text, ended.all("button", value="x")) == (200, True, [])
    assert at not in {named.get("href") for named in reader.see("/office/objections").all("a")}


@pytest.mark.parametrize("file", ["src/creditplus/web/static/htmx.min.js", "tests/browser/axe.min.js"])
def test_what_others_wrote_is_the_file_that_the_list_names(file: str) -> None:
    kept = (house.ROOT / file).read_bytes()
    assert hashlib.sha256(kept).hexdigest() in (house.ROOT / "docs/dependencies.md").read_text("utf-8")


def test_a_resident_has_no_business_in_the_office(reader: Reader) -> None:
    reader.resident(citizen_id())
    for path in ("/office", "/office/new", "/office/objections", "/office/repairs", "/office/objections/none"):
        assert reader.see(path).status == 403


@pytest.mark.parametrize(
    ("language", "says"), [("zh-CN", "场景：停车先离场后付费"), ("en", "scenario: leave the car park first")]
)
def test_texts_are_called_by_their_titles(town: Town, reader: Reader, language: str, says: str) -> None:
    page = sat(town, reader, "author").see(f"/office?division={COUNTY}", Accept_Language=language)
    assert (says in page.text, "parking-exit-first" in page.text) == (True, False)


def test_the_page_of_a_text_begins_with_what_the_text_calls_itself(town: Town, reader: Reader) -> None:
    page = sat(town, reader, "author").see(f"/office?division={COUNTY}", Accept_Language="en")
    at = re.findall(r'/office/[0-9a-f]{64}(?=">rulebook)', page.response.text)[0]
    assert "Bei'an personal integrity points" in reader.see(at, Accept_Language="en").text
