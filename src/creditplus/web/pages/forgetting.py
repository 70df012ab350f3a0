"""A resident's own pages about what stays: the receipt of a consent to take home, and being forgotten after leaving."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from creditplus.actions.erase_person import erase_person
from creditplus.actions.read_consents import read_consents
from creditplus.actions.read_receipt import read_receipt
from creditplus.actions.read_score import read_score
from creditplus.errors import Forbidden, Invalid, NotFound, Refusal, Words
from creditplus.web.pages import sessions, worth
from creditplus.web.pages.visits import Here, Visit

USED = {
    "grade": Words("一个等级，不高于该场景所需", "one grade, no higher than the scenario needs"),
    "score and grade": Words("积分和等级", "the points and the grade"),
    "honours and records that the scenario's text names": Words(
        "场景文件写明的荣誉和记录", "honours and records that the scenario's text names"
    ),
}
PARTIES = {"controller": Words("负责处理", "answers for it"), "recipient": Words("接收答复", "receives the answer")}
STATES = {
    "given": Words("已同意", "agreed"),
    "withdrawn": Words("已收回", "taken back"),
    "expired": Words("已到期", "over"),
}
RIGHTS = {
    "access": Words("查看", "read it"),
    "copy": Words("复制", "take a copy"),
    "correction": Words("更正", "have it corrected"),
    "erasure": Words("删除", "have it erased"),
    "explanation": Words("要求说明", "have it explained"),
    "objection": Words("提出异议", "object"),
    "withdrawal": Words("收回同意", "take the consent back"),
}


@get("/me/consents/{consent:str}/receipt")
async def receipt(visit: Here, consent: FromPath[str]) -> Response[bytes]:
    """The receipt of a consent, in words."""
    found = await visit.do(read_receipt, consent)
    own = next(one for one in await visit.do(read_consents) if one.consent.id == consent)
    told: dict[str, Any] = {"used": USED, "sides": PARTIES, "marks": STATES, "rights": RIGHTS}
    return visit.show("receipt.html", receipt=found, own=own, **told)


@get("/me/consents/{consent:str}/receipt.json")
async def receipt_file(visit: Here, consent: FromPath[str]) -> Response[bytes]:
    """The same receipt as other programs read it (ISO/IEC TS 27560)."""
    found = await visit.do(read_receipt, consent)
    headers = {"content-disposition": 'attachment; filename="consent-receipt.json"'}
    body = msgspec.json.format(msgspec.json.encode(found), indent=2)
    return Response(body, media_type="application/json", headers=headers)


@get("/me/forget")
async def ask(visit: Here) -> Response[bytes]:
    """What being forgotten means, before it is done."""
    return visit.show("forget.html", **await _state(visit))


async def _state(visit: Visit) -> dict[str, Any]:
    """Whether somebody still takes part, who has to leave first."""
    if not visit.may(erase_person):
        raise Forbidden(visit.why_not())
    try:
        await visit.do(read_score)
    except NotFound as refusal:
        if refusal.type != "not-joined":
            raise
        return {"joined": False, "done": False}
    return {"joined": True, "done": False}


@post("/me/forget")
async def forget(visit: Here) -> Response[bytes]:
    """Forget who somebody is, at once and for ever; nobody is signed in afterwards."""
    form = await visit.form()
    try:
        if "sure" not in form:
            raise Invalid("bad-fields", flaws=(worth.flaw("/sure", "请先勾选确认", "tick the box first"),))
        await visit.do(erase_person)
    except Refusal as refusal:
        if refusal.type in ("not-signed-in", "wrong-role", "not-delegated"):
            raise
        return visit.refused(refusal, "forget.html", **await _state(visit))
    visit.session = sessions.Session()
    return sessions.end(visit.show("forget.html", joined=False, done=True))


PAGES = (receipt, receipt_file, ask, forget)
