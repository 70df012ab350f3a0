"""What every door gives an action, in this order: `db`, an open transaction, and `by`, the person acting.

`Asked.do` calls an action so that it happens whole, or not at all: the action's rows, its event and the kept answer of an
`Idempotency-Key` are one transaction, and it is committed before the answer leaves. A refusal rolls all of that back and is
recorded by itself (`refused`), also before the answer leaves. No event, no answer.

Why the transaction is opened here and not handed out as a dependency: the answer belongs to the transaction (it is kept for
its key), and when two ask the same thing at the same moment the loser must be able to look again, with a new transaction.

Why answers with a secret in them (tokens, codes) are not kept for a key: this service keeps secrets only as digests.
"""

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from creditplus import errors, people
from creditplus.audit import Event
from creditplus.errors import Conflict, Forbidden, Invalid, NotFound
from creditplus.people import NOBODY, Actor
from creditplus.rights import delegations
from creditplus.tools import clock, identity, rates, store, tokens
from creditplus.web import bodies, doors
from creditplus.web.doors import Door
from creditplus.web.errors import TooMany

T = TypeVar("T")
TRIES = 3
KEY = re.compile(r"[\x21-\x7e]{1,255}")
encode = msgspec.json.Encoder().encode


class Kept(msgspec.Struct, frozen=True):
    """The first answer to a key of a client."""

    fingerprint: str
    status: int
    body: bytes


class Asked:
    """One request at one door: who asks, and what they sent."""

    def __init__(self, request: Request[Any, Any, Any], door: Door, by: Actor) -> None:
        self.request = request
        self.door = door
        self.by = by
        self.store: store.Store = request.app.state.store
        self.answered: Callable[[bytes, int], Any] = answer
        self._written: Callable[[Any], bytes] = encode
        self._sent: bytes | None = None
        self.journal: store.Journal = request.app.state.journal

    async def do(self, *values: Any, written: Callable[[Any], bytes] = encode) -> Response[bytes]:
        """Let the door's action happen, and answer with what it returns. Two at the same moment: the second looks again.

        `written` turns what the action returns into the answer's body; a door that keeps answers for a key leaves it as it is.
        """
        self._written = written
        key = self.key()
        for left in reversed(range(TRIES)):
            try:
                status, body = await self._whole(lambda db: self._once(db, key, values))
                return self.answered(body, status)  # type: ignore[no-any-return]  # a response, or as much of one as is needed
            except store.Contradiction:
                if not left:
                    raise
        raise AssertionError("unreachable")

    async def _whole(self, act: Callable[[store.Transaction], Awaitable[T]]) -> T:
        """Let something happen in a transaction: of its own, one that only reads, or one that is shared with others."""
        if self.door.ahead:
            return await self.journal.do(act)
        async with self.store.reading() if self.door.only_reads else self.store.transaction() as db:
            return await act(db)

    async def _once(self, db: store.Transaction, key: str | None, values: tuple[Any, ...]) -> tuple[int, bytes]:
        """The kept answer of a key, or a new one that is kept with it."""
        if key is None:
            return self.door.status, await self._act(db, values)
        fingerprints = await self._fingerprints()
        await store.one_at_a_time(
            db, f"key {self.by.id} {key}"
        )  # else one could see the effect of a key and not its answer
        kept = await store.one(db, Kept, store.tables.Idempotency, client=self.by.id, key=key)
        if kept is not None and kept.fingerprint not in fingerprints:
            raise Invalid("key-reused")
        if kept is not None:
            return kept.status, kept.body
        body = await self._act(db, values)
        row = {"client": self.by.id, "key": key, "fingerprint": fingerprints[0]}
        await store.append(db, store.tables.Idempotency, **row, status=self.door.status, body=body, at=clock.now())
        return self.door.status, body

    async def _act(self, db: store.Transaction, values: tuple[Any, ...]) -> bytes:
        assert self.door.action is not None, f"{self.door.verb} has no action"
        if self.by.delegation is not None and not await store.delegated(db, self.by, clock.now()):
            raise Forbidden("not-delegated")
        return self._written(await self.door.action(db, self.by, *values))

    async def known(self) -> bool:
        """Whether the answer to this request's key is kept already. Raises Invalid (key)."""
        key = self.key()
        if key is None:
            return False
        async with self.store.reading() as db:
            return bool(await store.read(db, Kept, store.tables.Idempotency, client=self.by.id, key=key))

    async def limited(self, what: str, who: str) -> None:
        """One more of a kind by somebody. Raises TooMany if that is too often."""
        await limited(self.request, what, who)

    def key(self) -> str | None:
        """The `Idempotency-Key`, where this door keeps answers. Raises Invalid."""
        written = bodies.header(self.request, b"idempotency-key") if self.door.repeats else None
        if written is None:
            return None
        if not KEY.fullmatch(written) or people.names_somebody(written):
            raise Invalid("bad-key")
        return written

    async def _fingerprints(self) -> list[str]:
        """What was asked, as keyed hashes, the newest key's first: without a key nobody can find a citizen id by trying them all."""
        line = f"{self.request.method} {self.request.url.path}?{self.request.url.query}\n"
        digest = hashlib.sha256(line.encode() + await self.sent(any_kind=True)).hexdigest()
        return identity.lookups(f"request {digest}")

    async def body(self, type: type[T]) -> T:
        """The JSON body as a type of ours. Raises Invalid with every flaw at once."""
        return bodies.struct(await self.sent(), type)

    async def sent(self, *, any_kind: bool = False) -> bytes:
        """The body as it came. Raises Invalid if it is of a kind that this door does not take."""
        if self._sent is None:
            self._sent = await (bodies.whole(self.request) if any_kind else bodies.read(self.request, self.door.media))
        return self._sent

    def must_match(self, digest: str) -> None:
        """The `If-Match` names the text that was read: an edited text is another one. Raises Conflict."""
        named = self.request.headers.get("if-match")
        if named is None:
            raise Conflict("digest-needed")
        if named.strip() != f'"{digest}"':
            raise Conflict("other-text")

    def query(self, type: type[T]) -> T:
        """The parameters after the `?` as a type of ours, each once. Raises Invalid."""
        return bodies.fits(bodies.once(list(self.request.query_params.multi_items())), type)


def answer(body: bytes, status: int = 200) -> Response[bytes]:
    """A JSON answer."""
    return Response(body, status_code=status, media_type="application/json")


Here: TypeAlias = NamedDependency[Asked]
"""Marks the parameter `asked` of a door's function."""
Named: TypeAlias = FromPath[str]
"""Marks a parameter that stands in the path."""


async def asked(request: Request[Any, Any, Any]) -> Asked:
    """The request, once it is clear who asks and that they may. Raises Forbidden (not signed in, other role), NotFound."""
    door = doors.of(request.scope)
    assert door is not None, "only doors of the table have code"
    by = NOBODY if door.public else await _by(request)
    request.scope["state"]["by"] = by
    if door.kept:
        await (limited(request, "site", site(request)) if door.public else limited(request, "client", by.hand))
    if by.role not in door.who:
        raise Forbidden("wrong-role")
    if by.delegation is not None and door.verb not in by.scopes & delegations.POWERS:
        raise Forbidden("not-delegated")
    if any(bodies.UNWRITABLE.search(str(value)) for value in request.path_params.values()):
        raise NotFound("unknown-door")
    return Asked(request, door, by)


async def _by(request: Request[Any, Any, Any]) -> Actor:
    """Who carries the token. A missing, foreign, altered and expired token are all the same refusal, and each counts for its site."""
    scheme, _, token = (bodies.header(request, b"authorization") or "").partition(" ")
    try:
        if scheme.lower() == "bearer":
            return tokens.actor(token.strip())
    except tokens.Rejected:
        pass  # it is as good as none
    await limited(request, "site", site(request))
    raise Forbidden("not-signed-in")


def site(request: Request[Any, Any, Any]) -> str:
    """Where a request comes from: a network address, which is counted and never written down."""
    return request.client.host if request.client else ""


async def limited(request: Request[Any, Any, Any], what: str, who: str) -> None:
    """One more of a kind by somebody. Raises TooMany if that is too often."""
    counted: rates.Rates = request.app.state.rates
    told = await counted.spend(what, who)
    if told.wait_s:
        raise TooMany(told.wait_s, first=told.first)


async def refused(
    kept_in: store.Store, by: Actor, verb: str, problem: str, at: datetime, about: str | None = None
) -> str:
    """Record that something was refused (or failed), in a transaction of its own. Returns the event's id."""
    failed = errors.problem_types()[problem].kind == "failure"
    event = Event(
        id=secrets.token_hex(16),
        at=at,
        by=by.hand,
        role=by.role,
        verb=verb,
        outcome="failed" if failed else "refused",
        subject=by.id if by.role == "resident" else about,
        county=by.county,
        problem=problem,
    )
    async with kept_in.transaction() as db:
        await store.append(db, event)
    return event.id
