"""On an English page nothing is Chinese but what is marked as Chinese: names of laws and papers, and what somebody wrote."""

import csv
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from creditplus.errors import Words
from creditplus.province import divisions
from creditplus.province.catalogues import Field
from creditplus.web.pages import templates
from tests.pages.reader import Reader
from tests.web.town import COUNTY, Town, citizen_id, good, merit

SHOWN = ("aria-label", "alt", "title", "placeholder", "label", "data-label", "content")
VOID = {"meta", "link", "input", "br", "hr", "img"}
ANYONE: tuple[str, ...] = (
    "/",
    "/scenarios",
    f"/scenarios?county={COUNTY}",
    f"/c/{COUNTY}/rules",
    f"/c/{COUNTY}/try",
    "/verify",
    "/sign-in",
)
ANYONE += ("/transparency", "/docs", "/problems", "/no-such-page", "/c/999999/rules")
OWN: tuple[str, ...] = (
    "",
    "/explain",
    "/code",
    "/consents",
    "/consents/new?scenario=library-deposit&operator_kind=library",
    "/what-if",
)
OWN += tuple(
    f"/what-if?kind={kind}" for kind in ("volunteer_service", "blood_donation", "moral_model", "tree_planting")
)
OWN += ("/access", "/export", "/leave", "/more", "/kinds", "/help", "/household")
STAFF = {
    "author": ("/office", f"/office?division={COUNTY}", "/office/new"),
    "approver": ("/office/objections", "/office/repairs"),
    "provider": ("/imports",),
    "operator": ("/desk",),
    "province": ("/province",),
    "auditor": ("/audit", "/audit/seals"),
}


class Unmarked(HTMLParser):
    """What is Chinese on a page and stands in no element that says so."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.within: list[str] = [""]
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        language = named.get("lang") or self.within[-1]
        for name in SHOWN:
            self._heard(named.get(name) or "", language)
        if tag not in VOID:
            self.within.append(language)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        self._heard(data, self.within[-1])

    def _heard(self, words: str, language: str) -> None:
        if templates.HAN.search(words) and not language.startswith("zh"):
            self.found.append(words.strip())


def chinese(reader: Reader, path: str) -> list[str]:
    """What is Chinese and not marked on a page that somebody asks for in English."""
    page = reader.see(path, Accept_Language="en")
    assert page.all("html")[0]["lang"] == "en"
    return Unmarked(page.response.text).found


@pytest.mark.parametrize("path", ANYONE)
def test_what_anyone_reads_in_english_is_english(reader: Reader, path: str) -> None:
    assert chinese(reader, path) == []


def test_a_residents_own_pages_are_english(town: Town, reader: Reader) -> None:
    number = town.joined()
    good(town.report(merit(person=number)))
    reader.resident(number)
    assert {path: found for path in OWN if (found := chinese(reader, f"/me{path}"))} == {}


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in STAFF.items() for path in paths])
def test_the_pages_of_those_who_work_with_this_are_english(town: Town, reader: Reader, role: str, path: str) -> None:
    client = town.clients[role]
    assert chinese(reader.client(client.id, client.secret), path) == []


def test_a_newcomer_chooses_a_county_by_its_english_name(town: Town, reader: Reader) -> None:
    reader.resident(citizen_id())
    assert chinese(reader, "/me") == []
    assert "Qiqihar" in str(reader.see("/me", Accept_Language="en").elements)


def test_every_division_has_an_english_name_of_its_own_among_its_neighbours() -> None:
    rows = csv.DictReader(files("creditplus.province").joinpath("divisions.csv").read_text("utf-8").splitlines())
    odd = [row["english"] for row in rows if not re.fullmatch(r"[A-Z][a-z]+('[a-z]+)?( [A-Z][a-z]+)*", row["english"])]
    places = [(one.parent, one.english) for one in divisions.divisions().values()]
    assert (odd, len(places) - len(set(places))) == ([], 0)


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        (Field("hours", Words("", ""), "decimal", "小时", "hours"), "1.5", Words("1.5 小时", "1.5 hours")),
        (Field("weight", Words("", ""), "whole", "公斤"), 3, Words("3 公斤", "3 公斤")),
        (Field("is", Words("", ""), "yes_no"), True, Words("是", "yes")),
        (Field("is", Words("", ""), "yes_no"), "no", Words("否", "no")),
        (Field("sum", Words("", ""), "fen"), "1250", Words("¥12.50", "¥12.50")),
        (Field("what", Words("", ""), "text", choices=("款",), choices_en=("money",)), "款", Words("款", "money")),
        (Field("what", Words("", ""), "text", choices=("款",)), "款", Words("款", "款")),
    ],
)
def test_a_value_is_said_with_its_unit_in_both_languages(field: Field, written: object, said: Words) -> None:
    assert templates.value(field, written) == said


def test_what_is_chinese_in_both_languages_is_marked_on_an_english_page_alone() -> None:
    template = templates.environment.from_string("{{ law|own }}<i{{ law|foreign }}></i>")
    shown = [template.render(language=language, law="《民法典》<b>") for language in ("en", "zh-CN")]
    assert shown == [
        '<span lang="zh-CN">《民法典》</span>&lt;b&gt;<i lang="zh-CN"></i>',
        '《民法典》&lt;b&gt;<i lang="zh-CN"></i>',
    ]


def test_in_an_english_sentence_the_chinese_words_alone_are_marked() -> None:
    template = templates.environment.from_string("{{ said|coded }}")
    said = "grade `A` must be within reach (《规划》“十四五”第3条)"
    assert template.render(language="en", said=said) == (
        'grade <code>A</code> must be within reach (<span lang="zh-CN">《规划》“十四五”第3条</span>)'
    )
