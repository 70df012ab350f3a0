"""The shipped texts, read once for every test that asks for them."""

from functools import cache
from pathlib import Path

from creditplus import scenarios
from creditplus.drafting import drafts
from creditplus.language.texts import Text
from creditplus.outlooks import cases
from creditplus.outlooks.cases import Cases
from creditplus.province import limits
from creditplus.province.catalogues import Catalogue
from creditplus.province.limits import Limits
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario

ROOT = Path(__file__).parents[1]
NEHE, BEIAN, AIHUI = "230281", "231181", "231102"


def files(pattern: str) -> list[str]:
    """The shipped texts that match, without their cases, as paths from the top of the project."""
    found = sorted(ROOT.glob(pattern))
    return [str(file.relative_to(ROOT)) for file in found if not file.name.endswith(".cases.toml")]


CATALOGUES = files("rules/catalogue/*.toml")
LIMITS = files("rules/guardrails/*.toml")
RULEBOOKS = files("rules/23????/*.toml")
SCENARIOS = files("scenarios/*/*/*.toml")
RECOGNITIONS = files("rules/*-recognises/*.toml")


def text(file: str) -> str:
    """A shipped text, to the byte."""
    return (ROOT / file).read_text("utf-8")


@cache
def read_catalogue(file: str = CATALOGUES[-1]) -> Text[Catalogue]:
    """A catalogue with everything that is wrong with it."""
    return drafts.catalogue(text(file), file)


@cache
def read_limits(file: str = LIMITS[-1]) -> Text[Limits]:
    """The limits with everything that is wrong with them."""
    return limits.read(text(file), file)


@cache
def read_rulebook(file: str) -> Text[Rulebook]:
    """A rulebook with everything that is wrong with it."""
    return drafts.rulebook(text(file), file, catalogue())


@cache
def read_cases(file: str) -> Text[Cases]:
    """The worked cases beside a rulebook."""
    beside = file.replace(".toml", ".cases.toml")
    return cases.read(text(beside), beside)


@cache
def read_scenario(file: str) -> Text[Scenario]:
    """A scenario with everything that is wrong with it."""
    return scenarios.read(text(file), file, catalogue())


def catalogue() -> Catalogue:
    """The newest catalogue."""
    value = read_catalogue().value
    assert value is not None
    return value


def rulebook(county: str) -> Rulebook:
    """A county's newest rulebook."""
    value = read_rulebook([file for file in RULEBOOKS if county in file][-1]).value
    assert value is not None
    return value
