"""What the long tests share with the short ones: the town at its doors, and the town of the actions."""

from tests.actions.conftest import database_url, furnished, furnished_postgres, the_town
from tests.web.conftest import any_town, keys_of_the_town, postgres_town, room, town

__all__ = [
    "any_town",
    "database_url",
    "furnished",
    "furnished_postgres",
    "keys_of_the_town",
    "postgres_town",
    "room",
    "the_town",
    "town",
]
