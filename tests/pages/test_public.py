"""What anyone may read, in both languages, with nothing from other hosts."""

import re
from pathlib import Path

import httpx
import pytest

from creditplus.web.pages import templates
from tests.pages.reader import Reader
from tests.web.town import COUNTY, Town

PUBLIC = ("/", "/scenarios", f"/scenarios?county={COUNTY}", f"/c/{COUNTY}/rules", "/sign-in")
HAN = re.compile("[\u4e00-\u9fff]")
SAID = re.compile(r"""say\(\s*("[^"]*"|'[^']*')(\|format\(.*?\))?,\s*("[^"]*"|'[^']*')""", re.DOTALL)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_is_whole(reader: Reader, path: str) -> None:
    """One title, one first heading, the language said, a way past the head, and a name for every field."""
    page = reader.see(path, Accept_Language="zh-CN")
    labelled = {named["for"] for named in page.all("label") if "for" in named}
    fields = [named for tag in ("input", "select", "textarea") for named in page.all(tag)]
    seen = {named.get("id", "") for named in fields if named.get("type") not in ("hidden", "radio")}
    told = (page.status, page.all("html")[0]["lang"], len(page.all("h1")), page.all("a", class_="skip")[0]["href"])
    assert (told, seen - labelled) == ((200, "zh-CN", 1, "#main"), set())


@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_comes_from_another_host_and_no_script_stands_in_a_page(reader: Reader, path: str) -> None:
    page = reader.see(path)
    policy = page.response.headers["content-security-policy"]
    named = [value for _, named in page.elements for key, value in named.items() if key in ("src", "href", "action")]
    away = [value for value in named if not value.startswith(("/", "#"))]
    inline = [key for _, named in page.elements for key in named if key.startswith("on") or key == "style"]
    assert (away, inline, "unsafe" in policy, "default-src 'none'" in policy) == ([], [], False, True)


@pytest.mark.parametrize("path", PUBLIC)
def test_an_english_page_is_english_but_for_names_and_laws(reader: Reader, path: str) -> None:
    page = reader.see(path, Accept_Language="en")
    assert page.all("html")[0]["lang"] == "en"
    assert [word for word in ("登录", "这是什么", "长辈版", "哪里能用") if word in page.text] == []


def test_every_chinese_sentence_of_a_template_stands_beside_an_english_one() -> None:
    left = {}
    for path in sorted(Path(templates.FOLDER).glob("*.html")):
        rest = SAID.sub("", path.read_text("utf-8")).replace("中文", "").replace("；", "")
        if HAN.search(rest):
            left[path.name] = HAN.search(rest)
    assert left == {}


def test_somebody_keeps_their_language_and_the_size_of_letters(reader: Reader) -> None:
    reader.see("/reading?in=en&to=/scenarios")
    page = reader.see("/reading?letters=large&to=/scenarios", Accept_Language="zh-CN")
    html = page.all("html")[0]
    assert (page.response.url.path, html["lang"], html["class"]) == ("/scenarios", "en", "large")


@pytest.mark.parametrize("to", ["//example.org/", "https://example.org", "/\\example.org", "/a\r\nx: y"])
def test_nobody_is_sent_to_another_host(town: Town, to: str) -> None:
    asked = httpx.get(f"{town.http.base_url}/reading", params={"to": to}, trust_env=False)
    assert asked.headers["location"] == "/"


def test_a_county_that_does_not_exist_is_told_in_words(reader: Reader) -> None:
    page = reader.see("/c/999999/rules")
    assert (page.status, page.response.headers["content-type"], len(page.all("section", class_="refusal"))) == (
        404,
        "text/html; charset=utf-8",
        1,
    )


def test_the_scenarios_say_the_standard_service_beside_every_benefit(reader: Reader) -> None:
    page = reader.see(f"/scenarios?county={COUNTY}", Accept_Language="zh-CN")
    articles = len(page.all("article"))
    assert (articles > 0, page.text.count("人人都有")) == (True, articles)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            [
                "+1 point for each full 5 hours",
                "for each full 3 trees",
                "for each full 100 millilitres",
                "at most 1 point a day",
            ],
        ),
        ("zh-CN", ["每满 5 小时 +1 分", "每满 3 株", "每满 100 毫升", "每日最多 1 分"]),
    ],
)
def test_the_rules_say_what_is_counted(reader: Reader, language: str, says: list[str]) -> None:
    text = reader.see(f"/c/{COUNTY}/rules", Accept_Language=language).text
    assert [one for one in says if one not in text] == []
