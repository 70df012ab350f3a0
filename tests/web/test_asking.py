"""Whatever the description of the doors lets somebody send, the answer is one that it describes, and never our failure."""

import pytest

from tests.web.asking import Visitor
from tests.web.town import Town


@pytest.fixture(scope="module")
def visitor(town: Town) -> Visitor:
    """Somebody who knows the town."""
    return Visitor(town)


def test_every_door_answers_as_it_is_described(visitor: Visitor) -> None:
    """A few questions at each door, as the first role that may come in; every role and many more: `make soak`."""
    for operation in visitor.operations:
        visitor.ask(operation, visitor.roles(operation)[0], 1)
    assert visitor.wrong == {}
    assert len({verb for verb, _, _ in visitor.asked}) == len(visitor.operations)
