"""Every door is asked a hundred times in every way and every role; each answer is one that the description describes."""

from collections import Counter

from tests.web.asking import Visitor
from tests.web.town import Town

EXAMPLES = 50


def test_every_door_answers_every_role_as_it_is_described(town: Town) -> None:
    visitor = Visitor(town)
    for operation in visitor.operations:
        for role in visitor.roles(operation):
            visitor.ask(operation, role, EXAMPLES)
    statuses = Counter(status // 100 for _, _, status in visitor.asked)
    print(f"{len(visitor.asked)} questions at {len(visitor.operations)} doors, by class of status: {dict(statuses)}")
    assert visitor.wrong == {}
    assert statuses[5] == 0
