"""The town: a database with every shipped text in force, a provider, an operator, and residents with ids that nobody has."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from creditplus.actions.approve_document import approve_document
from creditplus.actions.enrol_person import Said, enrol_person
from creditplus.actions.give_consent import give_consent
from creditplus.actions.issue_code import issue_code
from creditplus.actions.propose_document import propose_document
from creditplus.actions.prove_document import prove_document
from creditplus.actions.read_score import OwnScore, read_score
from creditplus.actions.report_record import Receipt, report_record
from creditplus.demo import town as made
from creditplus.documents import Approval, Document
from creditplus.people import Actor
from creditplus.records import Report
from creditplus.tools import clock, identity, sealing, store, tokens
from tests import canaries, shelf

T = TypeVar("T")
HOME = "231181"
PROVIDER = Actor("provider-town", "provider", HOME, scopes=frozenset({"report"}))
LIBRARY = Actor("operator-town", "operator", HOME, "library", frozenset({"decide:library-deposit"}))
AUTHOR, APPROVER = Actor("author-town", "author"), Actor("approver-town", "approver")
SCENARIO = "library-deposit"
SETTLED = Said(residence_months=120, insurance_months=120)
"""What somebody says who has lived here for long."""


class Town:
    """One open database; every step is a transaction of its own."""

    def __init__(self, opened: store.Store) -> None:
        self.store = opened

    async def act(self, action: Callable[..., Awaitable[T]], by: Actor, *values: Any, **named: Any) -> T:
        """One action in one transaction."""
        async with self.store.transaction() as db:
            return await action(db, by, *values, **named)

    async def kept(self, noun: type[T], **equal: Any) -> list[T]:
        """What is kept of a kind."""
        async with self.store.transaction() as db:
            return await store.read(db, noun, **equal)  # type: ignore[type-var]  # every noun is a struct

    async def propose(self, text: str, file: str = "scenario.toml") -> Document:
        """Prove a text and put it on the shelf."""
        return await self.act(propose_document, AUTHOR, await self.act(prove_document, AUTHOR, text, file))

    async def rule(self, files: list[str]) -> None:
        """Put texts in force with two people's word."""
        for file in files:
            document = await self.propose(shelf.text(file), file)
            await self.act(approve_document, APPROVER, document.digest)

    async def let_rule(self, document: Document) -> None:
        """A text is in force that was approved long before, in time and having been foreseen."""
        word = Approval(
            id=document.digest[:32], digest=document.digest, what="approved", at=clock.now(), by=APPROVER.id
        )
        async with self.store.transaction() as db:
            await store.append(db, word)

    async def resident(self, order: int = 1, *, joined: bool = True) -> tuple[str, Actor]:
        """A resident's citizen id and actor, having joined."""
        number = made.citizen_id(date(1980, 1, 1), order)
        async with self.store.transaction() as db:
            code = await store.person(db, identity.lookups(number), lambda id: identity.seal(number, id), clock.now())
        actor = Actor(code, "resident", scopes=frozenset({"me"}))
        if joined:
            await self.act(enrol_person, actor, HOME, SETTLED)
        return number, actor

    async def report(self, number: str, id: str, kind: str, on: date, **fields: Any) -> Receipt:
        """Report a record of a resident."""
        report = Report(id=id, person=number, kind=kind, on=on, fields=fields)
        return await self.act(report_record, PROVIDER, HOME, report)

    async def score(self, by: Actor, on: date | None = None) -> OwnScore:
        """A resident's own score."""
        return await self.act(read_score, by, on)

    async def code(self, by: Actor, *, consenting: bool = True) -> str:
        """A fresh code for the library, with or without consent."""
        if consenting:
            await self.act(give_consent, by, SCENARIO, "library")
        return canaries.planted((await self.act(issue_code, by, SCENARIO, 300)).code)


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Town]:
    """The town in a database that has its texts."""
    identity.open(folder)
    tokens.open(folder, "creditplus", "creditplus")
    sealing.open(folder, "creditplus")
    database = store.open(url)
    try:
        yield Town(database)
    finally:
        await database.close()


async def furnish(url: str, folder: Path) -> None:
    """Put every shipped text in force in an empty database."""
    async with opened(url, folder) as town:
        await store.migrate(town.store)
        await town.rule([*shelf.LIMITS, *shelf.CATALOGUES, *shelf.RULEBOOKS, *shelf.SCENARIOS])


def plain(value: msgspec.Struct) -> Any:
    """A struct as plain values, for comparing."""
    return msgspec.to_builtins(value)
