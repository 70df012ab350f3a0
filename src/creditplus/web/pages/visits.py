"""One visit to a page: who comes, in which language and letter size, and the same actions that the doors call.

A page contains no rules. It asks an action, exactly as a door does: the same row of the table says who may, the same event is
written, and a refusal is recorded before anything is shown.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

from litestar import Request, Response
from litestar.di import NamedDependency

from creditplus.errors import Forbidden, Refusal
from creditplus.people import Actor, ClientEnd
from creditplus.rights import delegations
from creditplus.tools import clock, store
from creditplus.web import bodies, doors, errors, given, languages
from creditplus.web.pages import sessions, templates
from creditplus.web.pages.sessions import Session

T = TypeVar("T")
WHO = {
    **doors.WHO,
    "read_benefits": doors.RESIDENT,
    "suppose_record": doors.RESIDENT,
    "read_held_record": doors.may(*doors.OFFICE),
    "read_imports": doors.may("provider", where="own"),
    "read_coverage": doors.ANYONE,
    "suppose_life": doors.ANYONE,
    "check_log": doors.may("auditor"),
    "take_evidence": doors.may("auditor"),
    "read_alerts": doors.may("auditor"),
}
"""Who may do what here: the table of the doors, and what only pages do."""
LANGUAGE, LETTERS = "creditplus-language", "creditplus-letters"
"""The cookies that remember how somebody reads; they say nothing else."""
OF_A_PAGE = {"unknown-door": "unknown-page", "wrong-method": "unknown-page"}
"""What is a door to a program is a page to somebody who reads."""
Asking = Request[Any, Any, Any]


class Visit:
    """One request for a page."""

    def __init__(self, request: Asking, session: Session) -> None:
        self.request = request
        self.session = session
        self.store: store.Store = request.app.state.store
        kept = request.cookies.get(LANGUAGE)
        asked = request.query_params.get("language")
        self.language = kept if asked is None and kept in languages.LANGUAGES else languages.of(request)
        self.large = request.cookies.get(LETTERS) == "large"
        self.typed: dict[str, str] = {}
        request.scope["state"]["by"] = session.by

    @property
    def by(self) -> Actor:
        """Who comes."""
        return self.session.by

    def may(self, action: Callable[..., Any]) -> bool:
        """Whether somebody in this role may do this at all; who helps another, only what was handed over."""
        verb = action.__name__
        return self.by.role in WHO[verb] and (self.by.delegation is None or verb in self.by.scopes & delegations.POWERS)

    async def do(self, action: Callable[..., Awaitable[T]], *values: Any, **named: Any) -> T:
        """Let an action happen whole, or not at all. Raises what it raises, once that is recorded."""
        verb = action.__name__
        try:
            if not self.may(action):
                raise Forbidden(self.why_not())
            return await self._tried(action, *values, **named)
        except (Refusal, store.Unavailable) as error:
            if not isinstance(error, store.Unavailable):
                about = getattr(error, "about", None)
                await given.refused(self.store, self.by, verb, errors.type_of(error), clock.now(), about)
            raise

    def why_not(self) -> str:
        """Why somebody may not do this."""
        if self.by.delegation is not None:
            return "not-delegated"
        return "not-signed-in" if self.by.role == "nobody" else "wrong-role"

    async def _tried(self, action: Callable[..., Awaitable[T]], *values: Any, **named: Any) -> T:
        """Two at the same moment: the second looks again."""
        for left in reversed(range(given.TRIES)):
            try:
                async with self.store.transaction() as db:
                    if self.by.delegation is not None and not await store.delegated(db, self.by, clock.now()):
                        raise Forbidden("not-delegated")
                    return await action(db, self.by, *values, **named)
            except store.Contradiction:
                if not left:
                    raise
        raise AssertionError("unreachable")

    async def read(self, action: Callable[..., Awaitable[T]], *values: Any) -> T:
        """What an action finds that only reads what is public."""
        async with self.store.reading() as db:
            return await action(db, self.by, *values)

    async def form(self, most: int = 20) -> dict[str, str]:
        """What a form of ours carries, so many fields at `most`. Raises Invalid (no form), Forbidden (not sent from our page)."""
        named = bodies.form(await bodies.read(self.request, doors.FORM), most)
        sessions.ours(self.request, self.session, named.pop("word", ""))
        self.typed = {name: value.strip() for name, value in named.items()}
        return self.typed

    def show(self, template: str, status: int = 200, **facts: Any) -> Response[bytes]:
        """A page made of a template and facts; everything put in is text."""
        body = templates.made(template, self.language, visit=self, by=self.by, path=self.request.url.path, **facts)
        answer = Response(body.encode(), status_code=status, media_type="text/html")
        answer.headers["content-language"] = languages.NAMES[self.language]
        answer.headers["vary"] = "Accept-Language, Cookie"
        return sessions.keep(answer, self.session)

    def refused(self, refusal: Refusal, template: str, **facts: Any) -> Response[bytes]:
        """The page that a form was on, with what was wrong at its head, and the words that somebody took time to write still there."""
        status, typed = errors.status_of(errors.type_of(refusal)), defaultdict(str, self.typed)
        return self.show(template, status, refusal=told(refusal), typed=typed, **facts)

    def go(self, to: str) -> Response[bytes]:
        """After a form was done: look at another page, so that loading again does nothing twice."""
        return sessions.keep(Response(b"", status_code=303, headers={"location": to}), self.session)


def told(error: Exception, type: str | None = None) -> dict[str, Any]:
    """A refusal as a page tells it: what happened, what is safe, what to do next, and each bad field."""
    words = errors.words_of(type or errors.type_of(error))
    flaws, problems = (error.flaws, error.problems) if isinstance(error, Refusal) else ((), ())
    return {"words": words, "flaws": flaws[: errors.FLAWS_MAX], "problems": problems[: errors.FLAWS_MAX]}


Here: TypeAlias = NamedDependency[Visit]
"""Marks the parameter `visit` of a page's function."""


async def visit(request: Asking) -> Visit:
    """Who comes to a page. Staff whose access was shut are nobody from then on: a session lives for hours."""
    session = sessions.read(request)
    if session.by.role not in ("resident", "nobody"):
        async with request.app.state.store.reading() as db:
            ended = await store.one(db, ClientEnd, client=session.by.id)
        session = session if ended is None else Session()
    return Visit(request, session)


def problem(request: Asking, error: Exception) -> Response[bytes]:
    """What a page shows when it cannot be shown; who is not signed in is asked to, and comes back to the same page.

    Where only a form leads, as after a form that was refused, the page above is shown: it is the one with the form.
    """
    come = Visit(request, sessions.read(request))
    type = request.scope["state"]["problem"] = errors.type_of(error)
    path = request.url.path
    if type == "failed":
        errors.note(error)
    if type == "not-signed-in" and request.method == "GET" and doors.of(request.scope) is None:
        return come.go(f"/sign-in?to={path}")
    if type == "wrong-method" and request.method == "GET":
        return come.go(path.rpartition("/")[0] or "/")
    answer = come.show("problem.html", errors.status_of(type), refusal=told(error, OF_A_PAGE.get(type, type)))
    answer.headers.update(errors.headers_of(type, error) | {"vary": "Accept, Accept-Language, Cookie"})
    return answer
