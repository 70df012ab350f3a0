"""Things are called by the words of the trade, and every module says what it is for."""

import ast
import re
from pathlib import Path

from tests.house import sources

EMPTY_WORDS = {"manager", "service", "handler", "processor", "helper", "util", "base", "impl", "wrapper"}
EMPTY_WORDS |= {f"{word}s" for word in EMPTY_WORDS} | {"utilities", "common", "misc"}
# A scenario offers a service to a resident: there the word is a noun of the trade, not a name for busy code.
WORDS_OF_THE_TRADE = {"Service"}


def words(name: str) -> list[str]:
    """The words in a name: `ScoreKeeper` and `score_keeper` both are score, keeper."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]


def actions() -> list[Path]:
    """The files of the actions."""
    return [path for path in sources.python_files("src/creditplus/actions/") if path.name != "__init__.py"]


def test_no_file_has_an_empty_name() -> None:
    empty = [path for path in sources.python_files("src/", "tests/") if EMPTY_WORDS & set(words(path.stem))]
    assert [sources.name_of(path) for path in empty] == []


def test_no_class_has_an_empty_name() -> None:
    empty = [
        f"{sources.name_of(path)}:{found.lineno} {found.name}"
        for path in sources.python_files("src/", "tests/")
        for found in sources.classes(path)
        if EMPTY_WORDS & set(words(found.name)) and found.name not in WORDS_OF_THE_TRADE
    ]
    assert empty == []


def test_each_action_is_a_verb_and_a_noun() -> None:
    assert [path.name for path in actions() if not re.fullmatch(r"[a-z]+(_[a-z]+)+\.py", path.name)] == []


def test_each_action_file_has_one_public_function_of_the_same_name() -> None:
    public = {path.stem: [node.name for node in _top(path) if not node.name.startswith("_")] for path in actions()}
    assert {file: names for file, names in public.items() if names != [file]} == {}


def test_each_action_is_given_db_and_by_first() -> None:
    first = {node.name: [arg.arg for arg in node.args.args[:2]] for path in actions() for node in _top(path)}
    wrong = {name: given for name, given in first.items() if not name.startswith("_") and given != ["db", "by"]}
    assert wrong == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in sources.python_files("src/", "tests/") if not ast.get_docstring(sources.tree(path))]
    assert [sources.name_of(path) for path in silent] == []


def test_ours_are_guardrails_and_only_the_web_frameworks_are_guards() -> None:
    ours = re.compile(r"\b_?guards?\b", re.IGNORECASE)
    found = [path for path in sources.python_files("src/creditplus/") if "/web/" not in path.as_posix()]
    assert [sources.name_of(path) for path in found if ours.search(path.read_text("utf-8"))] == []


def _top(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in sources.tree(path).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
