"""The web application: all doors, the pages that describe them, and what happens around every request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import Scope

from creditplus.log import notes
from creditplus.log.notes import Verifier
from creditplus.people import NOBODY
from creditplus.tools import clock, identity, rates, sealing, settings, store, telemetry
from creditplus.tools import portals as ways
from creditplus.tools import tokens as keys
from creditplus.web import around, doors, errors, given, headers, neighbours, openapi, straight, versions, watching
from creditplus.web.api import (
    accounts,
    cities,
    delegations,
    disputes,
    documents,
    households,
    lives,
    looks,
    operations,
    portals,
    records,
    repairs,
    residents,
    rights,
    scenarios,
    seals,
    tokens,
)
from creditplus.web.pages import house

if TYPE_CHECKING:
    from creditplus.tools import cache


def create(chosen: settings.Settings) -> Litestar:
    """The application with these settings. It opens its database when it starts and closes it when it ends."""
    code = [*records.DOORS, *residents.DOORS, *looks.DOORS, *scenarios.DOORS, *documents.DOORS, *lives.DOORS]
    code += [*seals.DOORS, *tokens.DOORS, *operations.DOORS]
    code += [*portals.DOORS, *cities.DOORS]
    code += [*rights.DOORS, *delegations.DOORS, *accounts.DOORS, *households.DOORS]
    code += [*disputes.DOORS, *repairs.DOORS]
    code += tokens.DEMONSTRATION if chosen.dev_sign_in else ()
    known = [one.opt["door"] for one in code]
    database = store.open(chosen.database_url, connections=chosen.database_connections)
    open_keys(chosen)
    logs = witnessed(chosen.witness_for)
    ways.open(chosen.public_url, *described(chosen))

    @asynccontextmanager
    async def opened(_: Litestar) -> AsyncIterator[None]:
        seen = watching.opened(database, journal, lambda: outside.inside, store_too=chosen.metrics_port is not None)
        async with seen, traced(chosen), neighbours.listening(database, chosen), telling(line):
            yield
        await allowed.close()
        await database.close()

    journal, allowed = store.Journal(database), counted(chosen)
    line = between_workers(chosen, database, journal)
    reached = {"store": database, "journal": journal, "rates": allowed}
    schema = {language: openapi.encoded(known, language) for language in ("zh", "en")}
    made = Litestar(
        [*code, house.PAGES],
        dependencies={"asked": Provide(given.asked)},
        exception_handlers={Exception: house.answer},
        after_exception=[record],
        before_send=[headers.put_on],
        lifespan=[opened],
        state=State(reached | {"settings": chosen, "schema": schema, "doors": known, "logs": logs}),
        openapi_config=None,
        logging_config=None,  # it would write down what was sent
        request_max_body_size=doors.SMALL,
    )
    made.asgi_handler = outside = around.Around(straight.past(made), chosen, house.answer)
    return made


@asynccontextmanager
async def traced(chosen: settings.Settings) -> AsyncIterator[None]:
    """Tell the collector of answers, if there is one; at the end what waits is sent."""
    telemetry.open(chosen.telemetry_url, versions.service())
    yield
    await asyncio.to_thread(telemetry.close)


def between_workers(chosen: settings.Settings, database: store.Store, journal: store.Journal) -> "cache.Line | None":
    """The line to the other workers, if there is a Redis: who writes tells, and who hears reads anew."""
    if chosen.redis_url is None:
        return None
    from creditplus.tools import cache  # a service without a Redis does not read what speaks to one

    line = cache.Line(chosen.redis_url, journal.memory.hear, journal.memory.clear)
    database.written.append(line.tell)
    return line


def telling(line: "cache.Line | None") -> AbstractAsyncContextManager[None]:
    """The line, open while the application is."""
    return nullcontext() if line is None else line.opened()


def open_keys(chosen: settings.Settings) -> None:
    """Open the keys of this process, those among cities included."""
    keys.open(chosen.keys_directory, chosen.issuer, chosen.audience)
    identity.open(chosen.keys_directory)
    sealing.open(chosen.keys_directory, chosen.issuer)
    among_cities(chosen)


def counted(chosen: settings.Settings) -> rates.Rates:
    """How often everybody may ask."""
    most = {
        "client": chosen.limit_client_per_minute,
        "site": chosen.limit_site_per_minute,
        "code": chosen.limit_code_per_minute,
        "city": chosen.limit_city_per_minute,
    }
    return rates.Rates(most, chosen.redis_url)


def described(chosen: settings.Settings) -> list[ways.Oidc | ways.Ticket]:
    """The portals that the settings describe; half a description has been refused where settings are read."""
    found: list[ways.Oidc | ways.Ticket] = []
    match chosen:
        case settings.Settings(oidc_issuer=str(issuer), oidc_client_id=str(id), oidc_client_secret=str(secret)):
            found.append(ways.Oidc(issuer, id, secret, chosen.oidc_claim))
    match chosen:
        case settings.Settings(ticket_address=str(at), ticket_exchange=str(asks), ticket_secret=str(secret)):
            found.append(ways.Ticket(at, asks, chosen.ticket_client or "", secret, chosen.ticket_field))
    return found


def among_cities(chosen: settings.Settings) -> None:
    """Speak for the city that the settings name, if they name one; half a description has been refused where settings are read."""
    match chosen:
        case settings.Settings(
            federation_city=str(city),
            federation_province=str(province),
            federation_keys=Path() as pinned,
            public_url=str(own),
        ):
            keys.join(chosen.keys_directory, city, own, province, pinned.read_bytes())
        case _:
            keys.leave()


def witnessed(file: Path | None) -> tuple[Verifier, ...]:
    """The keys of the logs that are countersigned here."""
    return tuple(map(notes.verifier, file.read_text("utf-8").splitlines())) if file else ()


async def record(error: Exception, scope: Scope) -> None:
    """Record a refusal at a door before its answer leaves; an address that is no door is nobody's act and leaves no event.

    If the event cannot be recorded, the answer will say that the service is unavailable, whatever else it would have said.
    """
    door, state = doors.of(scope), scope["state"]
    if door is None or not door.kept or isinstance(error, store.Unavailable | errors.TooSlow):
        return
    if isinstance(error, errors.TooMany) and not error.first:
        return  # who asks too often must not write as often, too
    by = state.get("by", NOBODY)
    try:
        database: store.Store = scope["litestar_app"].state.store
        state["event"] = await given.refused(
            database, by, door.verb, errors.type_of(error), clock.now(), getattr(error, "about", None)
        )
    except (store.Unavailable, store.Contradiction):
        state["unrecorded"] = True
