"""Every refusal has its sentences in both languages, and every sentence has a refusal."""

import ast
import tomllib
from collections.abc import Iterator

import pytest

from creditplus import errors
from tests.house import sources

KINDS = {kind.__name__: kind.kind for kind in errors.Refusal.__subclasses__()}
WRITTEN = tomllib.loads((sources.PACKAGE / "problems.toml").read_text("utf-8"))


def raised() -> Iterator[tuple[str, str, str]]:
    """Where a refusal is made, its class, and its type if that is written out there."""
    for path in sources.python_files("src/"):
        for node in ast.walk(sources.tree(path)):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in KINDS:
                    yield f"{sources.name_of(path)}:{node.lineno}", called, str(node.args[0].value)


def test_every_refusal_in_the_code_has_its_sentences() -> None:
    assert [f"{where} {type}" for where, _, type in raised() if type not in WRITTEN] == []


def test_every_sentence_belongs_to_a_refusal_in_the_code() -> None:
    text = "\n".join(path.read_text("utf-8") for path in sources.python_files("src/"))
    assert [type for type in WRITTEN if f'"{type}"' not in text] == []


def test_every_refusal_is_of_the_kind_that_its_sentences_say() -> None:
    known = [(where, called, type) for where, called, type in raised() if type in WRITTEN]
    assert [f"{where} {type}" for where, called, type in known if WRITTEN[type]["kind"] != KINDS[called]] == []


@pytest.mark.parametrize("type", sorted(WRITTEN))
def test_the_sentences_are_filled_in_both_languages(type: str) -> None:
    parts = {part: WRITTEN[type][part] for part in ("title", "detail", "next")}
    empty = [
        (part, language) for part, said in parts.items() for language in ("zh", "en") if not said[language].strip()
    ]
    assert (empty, sorted(WRITTEN[type])) == ([], ["detail", "kind", "next", "title"])


@pytest.mark.parametrize("type", sorted(WRITTEN))
def test_the_chinese_sentences_are_chinese_and_the_english_ones_are_english(type: str) -> None:
    parts = [WRITTEN[type][part] for part in ("title", "detail", "next")]
    wrong = [said for said in parts if not _chinese(said["zh"]) or _chinese(said["en"])]
    assert wrong == []


def _chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
