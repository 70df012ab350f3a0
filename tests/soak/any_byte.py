"""Fifty changed bytes in every column of the log, on each database: the verifier notices every one."""

from tests.actions.test_any_byte import unnoticed
from tests.town import Town

TIMES = 50


async def test_every_changed_byte_is_noticed(the_town: Town) -> None:
    assert await unnoticed(the_town, TIMES) == []
