"""Bodies, answers and examples of the doors between cities."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from creditplus.actions.answer_city import SignedAnswer
from creditplus.federation.attestations import Tallies

QUESTION = "eyJhbGciOiJFZERTQSJ9.eyJqdGkiOiI0ZjFjIn0.c2lnbmF0dXJl"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class CityQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question of a city, as it signed it (`city-question+jwt`): about one code in one scenario."""

    question: Annotated[str, Meta(min_length=16, max_length=8192, description="a signed question")]


class OfEntity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The address of the city that a statement is about, as the list gives it."""

    sub: Annotated[str, Meta(pattern=r"^https?://[\x21-\x7e]{1,300}$", description="an entity's address")]


class OfDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which day's answers."""

    on: date


SENT: dict[str, Any] = {"answer_city": CityQuestion(QUESTION)}
GIVEN: dict[str, Any] = {
    "answer_city": SignedAnswer(QUESTION),
    "read_cities": ["https://credit.example"],
    "read_attestations": Tallies(
        city="231100", on=date(2026, 7, 1), given={"230200": (DIGEST,)}, heard={"230200": (DIGEST,)}
    ),
}
QUERY: dict[str, Any] = {"sub": "https://credit.example"}
