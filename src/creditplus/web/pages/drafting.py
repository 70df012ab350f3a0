"""Where a text is written: what is wrong with it, whom it would harm, what it says and what it would change, while one types.

Why the same page with and without a script: a button asks the same question of the same function; a script only presses it.
"""

from typing import Any

from litestar import Response, get, post

from creditplus import documents
from creditplus.actions.propose_document import propose_document
from creditplus.actions.prove_document import prove_document
from creditplus.actions.read_document import read_document
from creditplus.actions.read_draft import Draft, read_draft
from creditplus.drafting import figures
from creditplus.errors import Forbidden, GuardrailBroken, NotFound, Problem, Refusal
from creditplus.proofs import Certificate
from creditplus.tools import clock
from creditplus.web import doors
from creditplus.web.pages import worth
from creditplus.web.pages.visits import Here, Visit

NOTICE_DAYS = 30
"""How far ahead an old text's new first day is proposed; the guardrails say how far it must be, and the author what it is."""
FIELDS_MAX = 2_000
"""Fields that the form of a text's numbers may have: a thousand rules have no more."""
BELOW = 3
"""How many lines are shown below a heading."""


@get("/office/new")
async def new(visit: Here) -> Response[bytes]:
    """An empty text, or one that begins as a copy of another (`from`), which is also how one goes back."""
    _writes(visit)
    digest = visit.request.query_params.get("from", "")
    text = _again((await visit.do(read_document, digest)).text) if digest else ""
    return visit.show("draft.html", text=text, **(await _looked(visit, text) if text else NOTHING))


@post("/office/new", request_max_body_size=doors.LONG)
async def propose(visit: Here) -> Response[bytes]:
    """Look at a text, or put it on the shelf if nothing is wrong with it. What takes long is done before the transaction."""
    form = await visit.form(FIELDS_MAX)
    _writes(visit)
    text = _text(form)
    if form.get("what") in ("look", "figures"):
        return visit.show("draft.html", text=text, **await _looked(visit, text))
    try:
        proved = await visit.read(prove_document, text, "text.toml")
        document = await visit.do(propose_document, proved)
    except Refusal as refusal:
        refusal.problems = ()  # they stand beside the text
        return visit.refused(refusal, "draft.html", text=text, **await _looked(visit, text))
    return visit.go(f"/office/{document.digest}")


@post("/office/look", request_max_body_size=doors.LONG)
async def look(visit: Here) -> Response[bytes]:
    """The same look as a piece of a page, for a script that asks while somebody types."""
    form = await visit.form(FIELDS_MAX)
    _writes(visit)
    what = "figures" if form.get("what") == "figures" else "text"
    text = _text(form) if what == "figures" else _written(form)
    return visit.show("looked.html", what=what, text=text, **await _looked(visit, text))


def _written(form: dict[str, str]) -> str:
    """What was typed, with the line ends that texts have."""
    return form.get("text", "").replace("\r\n", "\n").replace("\r", "\n") + "\n"


def _text(form: dict[str, str]) -> str:
    """The same, with the numbers that were changed in the form beside it."""
    shown = dict(pair.split("=", 1) for pair in form.get("shown", "").split("&") if "=" in pair)
    changed = {name: form[f"n.{name}"] for name, old in shown.items() if form.get(f"n.{name}", old) != old}
    return figures.put(_written(form), changed)


def _writes(visit: Visit) -> None:
    """Raises Forbidden for whoever may not propose texts."""
    if not visit.may(propose_document):
        raise Forbidden("not-signed-in" if visit.by.role == "nobody" else "wrong-role")


def _again(text: str) -> str:
    """A text with a first day that is still to come."""
    today = clock.today()
    return documents.again(text, documents.earliest(today, NOTICE_DAYS))


NOTHING: dict[str, Any] = {
    "looked": False,
    "figures": (),
    "problems": (),
    "certificate": None,
    "draft": None,
    "rows": (),
    "at": {},
}


async def _looked(visit: Visit, text: str) -> dict[str, Any]:
    """Everything that the page says of a text: problems and the lines they stand on, the proof, what it says, what it changes."""
    problems, certificate = await _judged(visit, text)
    written = text.splitlines()
    shown = {number: _around(written, number) for number in _lines(problems, certificate) if 0 < number <= len(written)}
    draft = await _draft(visit, text)
    rows = [(rule, worth.told(rule)) for rule in draft.rulebook.ready] if draft and draft.rulebook else ()
    numbers = figures.found(text)
    found = {
        "figures": numbers,
        "problems": problems,
        "certificate": certificate,
        "draft": draft,
        "rows": rows,
        "at": shown,
    }
    return NOTHING | found | {"looked": True}


async def _judged(visit: Visit, text: str) -> tuple[tuple[Problem, ...], Certificate | None]:
    """What is wrong with a text, and what was proved of it."""
    try:
        return (), (await visit.read(prove_document, text, "text.toml")).certificate
    except GuardrailBroken as broken:
        return broken.problems, broken.shown
    except Refusal as refusal:
        said = refusal.problems or (Problem("text.toml", 0, "", refusal.sentence.title, ""),)
        return said, None


async def _draft(visit: Visit, text: str) -> Draft | None:
    try:
        return await visit.read(read_draft, text)
    except NotFound:
        return None


def _around(written: list[str], number: int) -> str:
    """A line of the text; a heading with what stands below it, for it alone says little."""
    last = number + BELOW if written[number - 1].lstrip().startswith("[") else number
    return "\n".join(line for line in written[number - 1 : last] if line.strip()).strip()


def _lines(problems: tuple[Problem, ...], certificate: Certificate | None) -> set[int]:
    """The lines of the text that something is said about."""
    failures = [one for theorem in certificate.theorems for one in theorem.failures] if certificate else []
    return {problem.line for problem in problems} | {failure.line for failure in failures}


PAGES = (new, propose, look)
