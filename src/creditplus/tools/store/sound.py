"""Texts that were sound when they were proposed, read once and kept in memory."""

from functools import lru_cache
from typing import TypeVar

from creditplus import recognition as recognitions
from creditplus import scenarios
from creditplus.drafting import drafts
from creditplus.language.texts import Text
from creditplus.province import limits as guardrail_limits
from creditplus.province.catalogues import Catalogue
from creditplus.province.limits import Limits
from creditplus.recognition import Recognition
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario

T = TypeVar("T")
TEXTS_KEPT = 512
"""How many texts stay read in memory: a province's counties with a few versions each."""


@lru_cache(TEXTS_KEPT)
def catalogue(text: str) -> Catalogue:
    """The catalogue that this text is."""
    return _sound(drafts.catalogue(text, "catalogue"))


@lru_cache(8)
def limits(text: str) -> Limits:
    """The guardrails' limits that this text states."""
    return _sound(guardrail_limits.read(text, "guardrails"))


@lru_cache(TEXTS_KEPT)
def rulebook(text: str, beside: str) -> Rulebook:
    """The rulebook that this text is, beside the catalogue's text that it was checked against."""
    return _sound(drafts.rulebook(text, "rulebook", catalogue(beside)))


@lru_cache(TEXTS_KEPT)
def scenario(text: str, beside: str) -> Scenario:
    """The scenario that this text is, beside the catalogue's text that it was checked against."""
    return _sound(scenarios.read(text, "scenario", catalogue(beside)))


@lru_cache(TEXTS_KEPT)
def recognition(text: str) -> Recognition:
    """The recognition text's meaning."""
    return _sound(recognitions.read(text, "recognition"))


def _sound(draft: Text[T]) -> T:
    """The value of a text that was sound when it was proposed; if it no longer reads, our own code has changed its meaning."""
    assert draft.value is not None, [problem.told() for problem in draft.problems]
    return draft.value
