"""Files and functions stay small enough to be read at once."""

from tests.house import sources

SRC_LINES_MAX = 250
TEST_LINES_MAX = 400
FUNCTION_LINES_MAX = 40


def too_long(folder: str, lines_max: int) -> list[str]:
    counted = [(path, len(path.read_text("utf-8").splitlines())) for path in sources.python_files(folder)]
    return [f"{sources.name_of(path)}: {lines}" for path, lines in counted if lines > lines_max]


def test_no_file_of_the_package_has_more_than_250_lines() -> None:
    assert too_long("src/", SRC_LINES_MAX) == []


def test_no_file_of_the_tests_has_more_than_400_lines() -> None:
    assert too_long("tests/", TEST_LINES_MAX) == []


def test_no_function_has_more_than_40_lines() -> None:
    long = [
        f"{sources.name_of(path)}:{function.lineno} {function.name}"
        for path in sources.python_files("src/", "tests/", "migrations/")
        for function in sources.functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES_MAX
    ]
    assert long == []
