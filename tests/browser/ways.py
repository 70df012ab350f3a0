"""The ways in which every journey is made: two languages, a telephone and a desk, with scripts and without."""

import itertools

import pytest

from tests.browser.surfer import Way

WAYS = [Way(*one) for one in itertools.product(("zh", "en"), (360, 1280), (True, False))]
every_way = pytest.mark.parametrize("way", WAYS, ids=str)
