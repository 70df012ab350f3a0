"""A server is killed twenty times at each point round a commit, on each database; nothing acknowledged is ever lost or doubled."""

import pytest

from tests.web.test_commit_points import POINTS, killed_and_asked_again
from tests.web.town import Town

KILLS = 20


@pytest.mark.parametrize("point", POINTS)
def test_twenty_kills_at_a_commit_lose_and_double_nothing(any_town: Town, point: str) -> None:
    for kill in range(KILLS):
        killed_and_asked_again(any_town, point, 1 + kill % POINTS[point])
