"""Where a resident leaves, is forgotten, reads what they agreed to, and decides which good records count."""

from litestar import Response

from creditplus.actions.erase_person import Erased, erase_person
from creditplus.actions.leave_county import Left, leave_county
from creditplus.actions.read_consents import Agreed, read_consents
from creditplus.actions.read_kinds import Switchable, read_kinds
from creditplus.actions.read_notice import Notice, read_notice
from creditplus.actions.read_receipt import read_receipt
from creditplus.actions.switch_kind import switch_kind
from creditplus.errors import Words
from creditplus.lives.optouts import Switch
from creditplus.rights.receipts import ConsentReceipt
from creditplus.web import sent
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "POST /v1/me/departure",
    leave_county,
    says=Words("退出积分", "Leave the points"),
    more=Words(
        "立即生效：授权、绑定和信用码同时失效，此后询问一律按标准服务答复。以后可以随时再参加。",
        "Effective at once: consents, links and codes end with it, and whoever asks is told the standard service. One may join again.",
    ),
    gives=Left,
    status=201,
    refuses=("not-joined",),
    repeats=True,
)
async def leave(asked: Here) -> Response[bytes]:
    """Leave the points."""
    return await asked.do()


@door(
    "POST /v1/me/erasure",
    erase_person,
    says=Words("删除身份", "Be forgotten"),
    more=Words(
        "退出之后可以办理，不可恢复：身份被删除，留下的内容不再指向任何人。再参加时一切从头开始。",
        "After leaving, and for ever: the identity is deleted and what stays leads to nobody. Whoever joins again begins as new.",
    ),
    gives=Erased,
    status=201,
    refuses=("leave-first", "pay-first", "unknown-person"),
    repeats=True,
)
async def erase(asked: Here) -> Response[bytes]:
    """Be forgotten."""
    return await asked.do()


@door(
    "GET /v1/me/notice",
    read_notice,
    says=Words("先看授权原文", "Read the words before agreeing"),
    more=Words(
        "写明接收方、目的、方式和内容；摘要可以在授权时带上，只同意这些话。",
        "They name receiver, purpose, method and kinds; with their digest one agrees to exactly these words.",
    ),
    asks=sent.OfConsent,
    gives=Notice,
    refuses=("not-joined", "unknown-scenario", "unknown-operator-kind", "unknown-city", "no-catalogue"),
)
async def notice(asked: Here) -> Response[bytes]:
    """Read the words before agreeing."""
    wish = asked.query(sent.OfConsent)
    return await asked.do(wish.scenario, wish.operator_kind, wish.city)


@door(
    "GET /v1/me/consents",
    read_consents,
    says=Words("查看自己的授权", "Read one's own consents"),
    more=Words("每一份授权，以及现在是否有效。", "Every consent, and whether it holds now."),
    gives=list[Agreed],
)
async def agreed(asked: Here) -> Response[bytes]:
    """Read one's own consents."""
    return await asked.do()


@door(
    "GET /v1/me/consents/{consent}/receipt",
    read_receipt,
    says=Words("领取授权回执", "Take a receipt of a consent"),
    more=Words(
        "按 ISO/IEC TS 27560 的结构，含授权原文及其摘要；只写代号，不写身份。",
        "In the structure of ISO/IEC TS 27560, with the words that were agreed to and their digest; a code name and no identity.",
    ),
    gives=ConsentReceipt,
    refuses=("unknown-consent",),
)
async def receipt(asked: Here, consent: Named) -> Response[bytes]:
    """Take a receipt of a consent."""
    return await asked.do(consent)


@door(
    "GET /v1/me/kinds",
    read_kinds,
    says=Words("查看可以关闭的加分信息", "Read which good records can be switched off"),
    more=Words(
        "每一类加分信息和荣誉，以及现在是否计分。", "Every kind of merit and honour, and whether it counts now."
    ),
    gives=list[Switchable],
    refuses=("no-catalogue",),
)
async def kinds(asked: Here) -> Response[bytes]:
    """Read which good records can be switched off."""
    return await asked.do()


@door(
    "POST /v1/me/kinds/{kind}/switch",
    switch_kind,
    says=Words("关闭或打开一类加分信息", "Switch a kind of good records off or on"),
    more=Words(
        "立即生效，不问理由。关闭后不计分、不用于任何场景；打开后与从前完全一样。",
        "Effective at once, and nobody asks why. Off, it counts for nothing anywhere; on again, everything is exactly as before.",
    ),
    takes=sent.Turn,
    gives=Switch,
    status=201,
    refuses=("not-joined", "unknown-switch", "no-catalogue"),
    repeats=True,
)
async def switch(asked: Here, kind: Named) -> Response[bytes]:
    """Switch a kind of good records off or on."""
    return await asked.do(kind, (await asked.body(sent.Turn)).what)


DOORS = (leave, erase, notice, agreed, receipt, kinds, switch)
