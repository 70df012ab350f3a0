"""Texts that must be refused: each says in its first lines exactly which problems it has, and has exactly those.

The catalogues and rulebooks lie in `bad/`; rulebooks are read beside the shipped catalogue, as a county's would be.
"""

from itertools import takewhile
from pathlib import Path

import pytest

from creditplus import guardrails
from creditplus.drafting import drafts
from creditplus.errors import Problem
from creditplus.province import limits
from tests import shelf
from tests.documents import rulebook_page

FOLDER = Path(__file__).parent / "bad"
FILES = sorted(FOLDER.glob("*/*.toml"))
MUST_BE_NAMED = (
    "G01",
    "G03",
    "G07",
    "G08",
    "G09",
    "G10",
    "G11",
    "G12",
    "G13",
    "G14",
    "G15",
    "G16",
    "G18",
    "G19",
    "G32",
    "G33",
)
GOOD = shelf.text(shelf.RULEBOOKS[0])


def problems(text: str, folder: str) -> list[Problem]:
    """Everything that is wrong with a text: how it reads, and the guardrails that it breaks."""
    reads, breaks = both(text, folder)
    return [*reads, *breaks]


def both(text: str, folder: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What the reader says of a text, and what the guardrails say."""
    ruling = shelf.read_limits().value
    assert ruling is not None
    if folder == "catalogues":
        catalogue = drafts.catalogue(text, "bad.toml")
        return catalogue.problems, guardrails.of_catalogue(catalogue, ruling)
    draft = drafts.rulebook(text, "bad.toml", shelf.catalogue())
    return draft.problems, guardrails.of_rulebook(draft, shelf.catalogue(), ruling)


def told(text: str, folder: str = "rulebooks", language: str = "en") -> list[str]:
    """The problems as the first lines of a bad text tell them: `line: path: message [guardrail]`."""
    return [problem.told(language).removeprefix("bad.toml:").strip() for problem in problems(text, folder)]


def expected(text: str) -> list[str]:
    """What a bad text says in its first lines about itself."""
    return [line.removeprefix("# ") for line in takewhile(lambda line: line.startswith("# "), text.splitlines())]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_bad_text_is_refused_for_exactly_what_it_says(file: Path):
    text = file.read_text("utf-8")
    assert told(text, file.parent.name) == expected(text) != []


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_problem_is_told_in_chinese_too(file: Path):
    chinese = told(file.read_text("utf-8"), file.parent.name, "zh")
    assert [one for one in chinese if not any("\u4e00" <= letter <= "\u9fff" for letter in one)] == []


def test_there_are_many_and_every_guardrail_of_texts_is_among_them():
    codes = {problem.code for file in FILES for problem in problems(file.read_text("utf-8"), file.parent.name)}
    assert len(FILES) >= 40
    assert codes - {""} == set(MUST_BE_NAMED)


def test_a_guardrail_names_its_law_in_both_languages():
    broken = [problem for file in FILES for problem in both(file.read_text("utf-8"), file.parent.name)[1]]
    lawless = [problem for problem in broken for said in (problem.message.zh, problem.message.en) if "〔" not in said]
    assert [problem.told() for problem in lawless if "《" not in problem.message.en] == []
    assert len(broken) >= 30


def test_every_forbidden_word_is_found_by_the_quick_look_too():
    ruling = shelf.read_limits().value
    assert ruling is not None
    quick = limits.suspect(ruling)
    words = [word for list_ in ruling.words for word in (*list_.zh, *list_.en)]
    assert [word for word in words if not quick.search(f"a {word}. b") or quick.search(f"x{word[:1]}y")] == []
    assert [said for said in ("average stages", "compete", "善行", "engender") if quick.search(said)] == []


def test_all_problems_are_told_at_once_each_with_its_line_and_path():
    text = GOOD.replace("base = 500", 'base = "500"').replace('code = "AAA"', 'kode = "AAA"')
    lines = text.splitlines()
    assert [(problem.line, problem.path) for problem in problems(text, "rulebooks")] == [
        (lines.index('base = "500"') + 1, "score.base"),
        (lines.index('kode = "AAA"'), "grades[0]"),
        (lines.index('kode = "AAA"') + 1, "grades[0].kode"),
    ]


def test_a_text_larger_than_256_kib_is_refused_and_one_of_exactly_that_size_is_not():
    room = 256 * 1024 - len(GOOD.encode()) - 2
    assert told(f"{GOOD}\n#{'x' * room}") == []
    assert told(f"{GOOD}\n#{'x' * (room + 1)}") == ["the file is larger than 256 KiB; split it"]


@pytest.mark.parametrize("deep", [13, 500, 100_000])
def test_a_text_nested_too_deep_is_refused(deep: int):
    assert told(f"{GOOD}\nx = {'[' * deep}{']' * deep}") == ["nested more than 12 levels deep; write it flatter"]


def test_a_thousand_and_one_rules_are_refused():
    rule = '[[rules]]\ncode="r%s"\ntitle={zh="一",en="a"}\nkind="hsc_donation"\npoints=1\nlaw="《红十字会法》"\n'
    text = GOOD.split("[[rules]]")[0] + "".join(rule % number for number in range(1001))
    assert [one.split(": ", 1)[1] for one in told(text)] == ["rules: more than 1000 entries; write fewer"]


def test_a_mark_that_some_editors_put_first_is_named():
    assert told("\ufeff" + GOOD) == ["a byte order mark comes first; save as UTF-8 without BOM"]


def test_line_ends_of_other_systems_change_no_line_number():
    text = GOOD.replace("base = 500", "base = 5000")
    assert told(text.replace("\n", "\r\n")) == told(text) != []


@pytest.mark.parametrize("file", [*shelf.CATALOGUES, *shelf.RULEBOOKS])
def test_a_shipped_text_breaks_no_guardrail(file: str):
    assert told(shelf.text(file), "catalogues" if "catalogue" in file else "rulebooks") == []


@pytest.mark.parametrize("example", rulebook_page.examples(), ids=lambda example: example.heading)
def test_an_example_of_the_documentation_breaks_no_guardrail(example: rulebook_page.Example):
    ruling = shelf.read_limits().value
    assert ruling is not None
    draft = drafts.rulebook(rulebook_page.completed(example.fragment), "page.toml", rulebook_page.catalogue())
    assert [one.told() for one in guardrails.of_rulebook(draft, rulebook_page.catalogue(), ruling)] == []
