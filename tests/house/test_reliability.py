"""The page of what was tried against the service names, in every row, tests that there are; and every long test has its row."""

import re

from tests.house import sources

PAGE = (sources.ROOT / "docs" / "reliability.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| what", "|---"))]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def named_in(file: str) -> set[str]:
    """The names of the tests in a file."""
    return {one.name for one in sources.functions(sources.ROOT / file) if one.name.startswith("test_")}


def test_every_row_names_a_test() -> None:
    assert [row for row in ROWS if not NAMED.search(row)] == []
    assert len(ROWS) > 20


def test_every_test_that_is_named_exists() -> None:
    named = [(file, test) for row in ROWS for file, test in NAMED.findall(row)]
    missing = [file for file, _ in named if not (sources.ROOT / file).is_file()]
    assert missing == []
    assert [(file, test) for file, test in named if test and test not in named_in(file)] == []


def test_every_row_says_what_was_seen() -> None:
    assert [row for row in ROWS if len([cell for cell in row.strip("| ").split(" | ") if cell.strip()]) != 3] == []


def test_every_long_attack_has_a_row() -> None:
    long = [sources.name_of(path) for path in sources.python_files("tests/soak/")]
    attacks = [name for name in long if not name.endswith(("__init__.py", "conftest.py"))]
    assert [name for name in attacks if f"`{name}`" not in PAGE and f"`{name}::" not in PAGE] == []


def test_it_is_titled_in_both_languages() -> None:
    titles = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    assert [title for title in titles if not re.search("[\u4e00-\u9fff]", title) or " · " not in title] == []
