"""The ways in which journeys are made: two languages, a telephone and a desk, with scripts and without."""

import itertools

import pytest

from tests.browser.surfer import Way

WAYS = [Way(*one) for one in itertools.product(("zh", "en"), (360, 1280), (True, False))]
PAIRS = [Way("zh", 360, True), Way("zh", 1280, False), Way("en", 360, False), Way("en", 1280, True)]
"""Four of the eight in which every two of the three differ in every way: what is short is tried in all, what is long in these."""
every_way = pytest.mark.parametrize("way", WAYS, ids=str)
every_pair = pytest.mark.parametrize("way", PAIRS, ids=str)
