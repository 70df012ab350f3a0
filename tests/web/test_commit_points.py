"""The server is killed exactly before and exactly after a commit; asked again with the same key, everything is there, once."""

import random

import pytest

from tests.web.rounds import Round, serving, steady
from tests.web.town import Town

POINTS = {"journal before": 2, "journal after": 2, "plain before": 5, "plain after": 5}
"""Each point, and how often it is surely reached in a round."""


def killed_and_asked_again(town: Town, point: str, time: int) -> None:
    """One round: a server dies at a point of its work, and everybody who was not answered asks another one."""
    work = Round(town, decisions=12, reports=6)
    with serving(town, CREDITPLUS_DIE_AT=f"{point} {time}") as (address, process):
        told = work.all_told(address, steady(town))
        assert process.wait(10) == -9
    assert work.all_told(steady(town)) == told
    assert work.kept() == work.must_be(told)


@pytest.mark.parametrize("point", POINTS)
def test_a_server_killed_at_a_commit_loses_and_doubles_nothing(any_town: Town, point: str) -> None:
    killed_and_asked_again(any_town, point, random.Random(point).randint(1, POINTS[point]))
