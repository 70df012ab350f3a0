"""Guests of other cities at the desk: their home is asked before anything is decided, while nobody waits for the database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from weakref import WeakValueDictionary

from creditplus import consents
from creditplus.actions.ask_city import ask_city
from creditplus.actions.hear_city import hear_city
from creditplus.decisions import Guest
from creditplus.federation.attestations import Asking
from creditplus.tools import cities, metrics, tokens
from creditplus.web.given import Asked

_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""Who asks about which code: a turn is forgotten when nobody waits for it any more."""


def foreign(code: str) -> bool:
    """Whether a code is of a city for which another service speaks."""
    own = tokens.federation()
    return own is not None and consents.home_of(code) not in (None, own.city)


@contextlib.asynccontextmanager
async def met(asked: Asked, scenario: str, code: str) -> AsyncIterator[Guest | None]:
    """What the home of a guest says, for as long as the decision takes. What is asked twice at once is asked once."""
    name = consents.digest(consents.tidy(code))
    async with _turns.setdefault(name, asyncio.Lock()):
        watch = cities.Watch()
        yield None if await asked.known() else await _said(asked, scenario, code, watch)
        watch.over()


async def _said(asked: Asked, scenario: str, code: str, watch: cities.Watch) -> Guest | None:
    asking = await asked.journal.look(lambda db: ask_city(db, asked.by, scenario, code))
    guest = await _heard(asked, asking) if isinstance(asking, Asking) else asking
    if guest is not None:
        metrics.neighbour(guest.failed or "answered")
        if guest.failed is None:
            watch.answered()
        else:
            await watch.wait()
    return guest


async def _heard(asked: Asked, asking: Asking) -> Guest:
    home = asking.question.home
    heard = await cities.ask(home, asking.address, asking.token)
    guest = await asked.journal.look(lambda db: hear_city(db, asked.by, asking, heard))
    if guest.failed is None:
        cities.answered(home)
    elif guest.failed != "shut":
        cities.failed(home)
    return guest
