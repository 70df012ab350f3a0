"""Where a resident joins, sees their own points, agrees, takes an agreement back, and gets a code to show."""

from litestar import Response

from creditplus.actions.enrol_person import enrol_person
from creditplus.actions.give_consent import give_consent
from creditplus.actions.issue_code import IssuedCode, issue_code
from creditplus.actions.link_token import Linked, link_token
from creditplus.actions.read_commitments import Running, read_commitments
from creditplus.actions.read_links import Links, read_links
from creditplus.actions.read_score import OwnScore, read_score
from creditplus.actions.unlink_token import unlink_token
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.consents import Consent, Withdrawal
from creditplus.errors import Words
from creditplus.people import Enrolment
from creditplus.rights.links import Unlink
from creditplus.web import sent
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "POST /v1/me/enrolment",
    enrol_person,
    says=Words("自愿加入一个县的积分", "Join a county's points"),
    more=Words(
        "从今天起参加。按本县规定填写居住月数等；填写的内容不保存。不参加不影响任何服务。",
        "From today on, with what the county's text asks for; none of it is kept. Not taking part changes no service.",
    ),
    takes=sent.Join,
    gives=Enrolment,
    status=201,
    refuses=("unknown-county", "joined-elsewhere", "may-not-join", "unknown-person", "no-rulebook", "no-catalogue"),
    repeats=True,
)
async def join(asked: Here) -> Response[bytes]:
    """Join a county's points."""
    wish = await asked.body(sent.Join)
    return await asked.do(wish.county, wish.said)


@door(
    "GET /v1/me/score",
    read_score,
    says=Words("查看自己的积分和每一行来历", "Read one's own score, line by line"),
    more=Words(
        "分值以百分之一分计，各行之和就是积分。每次查看都有记录。",
        "Points are told in hundredths; the lines add up to the score. Every look is logged.",
    ),
    asks=sent.OnDay,
    gives=OwnScore,
    refuses=("not-joined", "future-day", "no-rulebook", "no-catalogue"),
)
async def score(asked: Here) -> Response[bytes]:
    """Read one's own score."""
    return await asked.do(asked.query(sent.OnDay).on)


@door(
    "POST /v1/me/consents",
    give_consent,
    says=Words("授权一个场景", "Agree to one scenario"),
    more=Words(
        "只对这个场景、这类经营者有效，到期自动失效，可以随时撤回。写明 `city` 时，只用于去那个城市时的互认。",
        "For this scenario and this kind of operator only; it ends by itself and can be taken back at any time. With a `city`, "
        "only for a visit to that city.",
    ),
    takes=sent.NewConsent,
    gives=Consent,
    status=201,
    refuses=(
        "not-joined",
        "unknown-scenario",
        "unknown-operator-kind",
        "unknown-city",
        "notice-changed",
        "no-catalogue",
    ),
    repeats=True,
)
async def agree(asked: Here) -> Response[bytes]:
    """Agree to one scenario."""
    wish = await asked.body(sent.NewConsent)
    return await asked.do(wish.scenario, wish.operator_kind, wish.city, wish.notice_digest)


@door(
    "POST /v1/consents/{consent}/withdrawal",
    withdraw_consent,
    says=Words("撤回授权", "Take a consent back"),
    more=Words(
        "立即生效。再次撤回，答复相同。", "Effective at once. Taking it back again is answered in the same way."
    ),
    gives=Withdrawal,
    status=201,
    refuses=("unknown-consent",),
    repeats=True,
)
async def withdraw(asked: Here, consent: Named) -> Response[bytes]:
    """Take a consent back."""
    return await asked.do(consent)


@door(
    "POST /v1/me/codes",
    issue_code,
    says=Words("领取一次性信用码", "Get a code that works once"),
    more=Words(
        "只用于一个场景，一到十分钟有效。本服务只保存它的摘要，所以再次领取总是得到新码。",
        "For one scenario, one to ten minutes. Only its digest is kept, so asking again always gives a new one.",
    ),
    takes=sent.NewCode,
    gives=IssuedCode,
    status=201,
    refuses=("not-joined", "unknown-scenario", "no-catalogue"),
)
async def code(asked: Here) -> Response[bytes]:
    """Get a code that works once."""
    wish = await asked.body(sent.NewCode)
    return await asked.do(wish.scenario, wish.lifetime_s)


@door(
    "GET /v1/me/links",
    read_links,
    says=Words("查看绑定的车牌和卡", "Read which plates and cards are linked"),
    more=Words(
        "也列出本县还可以在哪里绑定。标识只在绑定时给出一次。",
        "Also where in the county one more could be. A token is told only when it is linked.",
    ),
    gives=Links,
    refuses=("not-joined", "no-catalogue"),
)
async def links(asked: Here) -> Response[bytes]:
    """Read which plates and cards are linked."""
    return await asked.do()


@door(
    "POST /v1/me/links",
    link_token,
    says=Words("绑定车牌或卡一次", "Bind a plate or card once"),
    more=Words(
        "经营者得到一个只有它自己能用的标识；车牌和卡号不会发送到这里。以有效的授权为前提。",
        "The operator gets a token that only it can use; the plate or card itself is never sent here. It rests on a consent.",
    ),
    takes=sent.NewLink,
    gives=Linked,
    status=201,
    refuses=("not-joined", "unknown-scenario", "link-not-offered", "consent-needed", "no-catalogue"),
)
async def link(asked: Here) -> Response[bytes]:
    """Bind a plate or card once."""
    wish = await asked.body(sent.NewLink)
    return await asked.do(wish.scenario, wish.operator, wish.kind)


@door(
    "POST /v1/links/{link}/end",
    unlink_token,
    says=Words("解除绑定", "End a link"),
    more=Words("立即生效。再次解除，答复相同。", "Effective at once. Ending it again is answered in the same way."),
    gives=Unlink,
    status=201,
    refuses=("unknown-link",),
    repeats=True,
)
async def unlink(asked: Here, link: Named) -> Response[bytes]:
    """End a link."""
    return await asked.do(link)


@door(
    "GET /v1/me/commitments",
    read_commitments,
    says=Words("查看自己的后付费", "Read what one may still pay later"),
    more=Words("金额、期限、状态和可能的后果。", "How much, until when, where it stands, and what could follow."),
    gives=list[Running],
    refuses=("no-rulebook", "no-catalogue"),
)
async def commitments(asked: Here) -> Response[bytes]:
    """Read one's own commitments."""
    return await asked.do()


DOORS = (join, score, agree, withdraw, code, links, link, unlink, commitments)
