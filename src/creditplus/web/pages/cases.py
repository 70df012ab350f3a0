"""An objection or a request for repair: what the person says, the record it is about, the papers, and the decision with its reasons."""

from datetime import date
from typing import Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from creditplus.actions.decide_repair import decide_repair
from creditplus.actions.read_evidence import read_evidence
from creditplus.actions.read_held_record import Held, read_held_record
from creditplus.actions.read_objection import Case, read_objection
from creditplus.actions.read_repair import read_repair
from creditplus.actions.settle_objection import settle_objection
from creditplus.errors import Refusal
from creditplus.lives.corrections import Rightly
from creditplus.rights.objections import Outcome, Short
from creditplus.tools import clock
from creditplus.web.bodies import fits
from creditplus.web.pages import fields
from creditplus.web.pages.mine import GROUNDS
from creditplus.web.pages.visits import Here, Visit

NAMES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class Settling(msgspec.Struct, frozen=True):
    """How an objection ends, and why."""

    outcome: Outcome
    because: Short


class Deciding(msgspec.Struct, frozen=True):
    """Whether a repair is granted, and why."""

    outcome: Literal["granted", "refused"]
    because: Short


@get("/office/objections/{id:str}")
async def objection(visit: Here, id: FromPath[str]) -> Response[bytes]:
    """One objection."""
    return visit.show("objection.html", **await _objection(visit, id))


async def _objection(visit: Visit, id: str) -> dict[str, Any]:
    held = await visit.do(read_held_record, id)
    case = await visit.do(read_objection, id)
    facts = {"case": case, "grounds": GROUNDS, "late": late(case)}
    return {**facts, "may": visit.may(settle_objection), **_record(held)}


def late(case: Case) -> bool:
    """Whether the provider's reply is overdue; the objection's own deadline stands with or without it."""
    return not case.replies and clock.today() > case.objection.provider_due_on


def _record(held: Held) -> dict[str, Any]:
    return {"held": held, "facts": fields.shown(held.kind, held.record.fields)}


@post("/office/objections/{id:str}")
async def settle(visit: Here, id: FromPath[str]) -> Response[bytes]:
    """Settle it, with reasons; if the record is corrected, with what is right."""
    form = await visit.form()
    try:
        said = fits({name: form[name] for name in Settling.__struct_fields__ if name in form}, Settling)
        rightly = await _rightly(visit, id, form) if said.outcome == "corrected" else None
        await visit.do(settle_objection, id, said.outcome, said.because, rightly)
    except Refusal as refusal:
        if refusal.type == "unknown-record":
            raise
        return visit.refused(refusal, "objection.html", **await _objection(visit, id))
    return visit.go(f"/office/objections/{id}")


async def _rightly(visit: Visit, id: str, form: dict[str, str]) -> Rightly:
    """The record as it stands, with the day and the fields that were typed."""
    held = await visit.do(read_held_record, id)
    stands = {name: getattr(held.record, name) for name in Rightly.__struct_fields__}
    day = fits({"on": form.get("on", "")}, _Day).on
    return Rightly(**(stands | {"on": day, "fields": fields.typed(held.kind, form)}))


class _Day(msgspec.Struct, frozen=True):
    on: date


@get("/office/objections/{id:str}/papers/{paper:str}")
async def paper(visit: Here, id: FromPath[str], paper: FromPath[str]) -> Response[bytes]:
    """A paper of an objection."""
    return await handed(visit, paper)


async def handed(visit: Visit, paper: str) -> Response[bytes]:
    """A paper, to be kept and not shown inside a page: whatever is in it runs nowhere."""
    found = await visit.do(read_evidence, paper)
    headers = {"content-disposition": f'attachment; filename="{paper[:12]}.{NAMES[found.media]}"'}
    return Response(found.content, media_type=found.media, headers=headers)


@get("/office/repairs/{id:str}")
async def repair(visit: Here, id: FromPath[str]) -> Response[bytes]:
    """One request for repair."""
    return visit.show("repair.html", **await _repair(visit, id))


async def _repair(visit: Visit, id: str) -> dict[str, Any]:
    held = await visit.do(read_held_record, id)
    case = await visit.do(read_repair, id)
    return {"case": case, "may": visit.may(decide_repair), **_record(held)}


@post("/office/repairs/{id:str}")
async def decide(visit: Here, id: FromPath[str]) -> Response[bytes]:
    """Decide it, with reasons."""
    form = await visit.form()
    try:
        said = fits(form, Deciding)
        await visit.do(decide_repair, id, said.outcome, said.because)
    except Refusal as refusal:
        if refusal.type == "unknown-record":
            raise
        return visit.refused(refusal, "repair.html", **await _repair(visit, id))
    return visit.go(f"/office/repairs/{id}")


PAGES = (objection, settle, paper, repair, decide)
