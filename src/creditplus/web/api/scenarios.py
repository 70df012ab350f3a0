"""Where anyone reads what helps where, and an operator asks what the holder of a code receives."""

from litestar import Response

from creditplus import consents
from creditplus.actions.decide_scenario import Answer, decide_scenario
from creditplus.actions.read_scenario import read_scenario
from creditplus.actions.read_scenarios import read_scenarios
from creditplus.actions.replay_decision import Replayed, replay_decision
from creditplus.actions.settle_commitment import Settlement, settle_commitment
from creditplus.errors import Words
from creditplus.scenarios import Scenario
from creditplus.web import guests, sent, straight
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "GET /v1/scenarios",
    read_scenarios,
    says=Words("一个县有哪些场景", "What helps where"),
    more=Words(
        "正在生效的场景、标准服务和可得的优惠。",
        "The scenarios in force, the standard service, and what can be better.",
    ),
    asks=sent.InCounty,
    gives=list[Scenario],
    refuses=("unknown-county", "no-catalogue"),
    only_reads=True,
)
async def everything(asked: Here) -> Response[bytes]:
    """What helps in a county."""
    return await asked.do(asked.query(sent.InCounty).county)


@door(
    "GET /v1/scenarios/{scenario}",
    read_scenario,
    says=Words("一个场景的全文", "One scenario in full"),
    more=Words(
        "标准服务、优惠条件和授权原文。", "The standard service, what opens a benefit, and the words of the consent."
    ),
    asks=sent.InCounty,
    gives=Scenario,
    refuses=("unknown-county", "unknown-scenario", "no-catalogue"),
    only_reads=True,
)
async def one(asked: Here, scenario: Named) -> Response[bytes]:
    """One scenario in full."""
    return await asked.do(asked.query(sent.InCounty).county, scenario)


@door(
    "POST /v1/scenarios/{scenario}/decisions",
    decide_scenario,
    says=Words("凭码或绑定询问：优惠还是标准服务", "Ask what the holder of a code or link receives"),
    more=Words(
        "只会回答优惠或标准服务，从不说明原因，也从不差于标准服务。答复带有可以离线核验的签名。急救场景不查询任何人。",
        "The answer is a benefit or the standard service: never a reason, never worse than the standard. It carries a signature "
        "that can be checked offline. An unknown link gets the standard service. An emergency looks nobody up.",
    ),
    takes=sent.Question,
    gives=Answer,
    refuses=(
        *("unknown-scenario", "no-scope", "unknown-code", "code-used", "code-expired"),
        *("code-or-link", "bill-not-expected", "punitive-purpose", "no-catalogue"),
    ),
    repeats=True,
    ahead=True,
    way=straight.way,
)
async def decide(asked: Here, scenario: Named) -> Response[bytes]:
    """Ask what the holder of a code or link receives."""
    question = await asked.body(sent.Question)
    if question.code is not None:
        await asked.limited("code", consents.digest(consents.tidy(question.code)))
    if question.code is not None and guests.foreign(question.code):
        async with guests.met(asked, scenario, question.code) as said:
            return await asked.do(scenario, question.code, question.purpose, None, question.bill, said)
    return await asked.do(scenario, question.code, question.purpose, question.link, question.bill)


@door(
    "POST /v1/commitments/{commitment}/payment",
    settle_commitment,
    says=Words("登记后付费已付", "Record that something deferred was paid"),
    more=Words(
        "可以分次登记；付清后立即恢复。只有登记这笔后付费的经营者可以登记。",
        "In parts or whole; once all is paid everything is restored at once. Only the operator of the commitment may record it.",
    ),
    takes=sent.Paid,
    gives=Settlement,
    status=201,
    refuses=("unknown-commitment", "paid-too-much"),
    repeats=True,
)
async def pay(asked: Here, commitment: Named) -> Response[bytes]:
    """Record a payment."""
    return await asked.do(commitment, (await asked.body(sent.Paid)).amount_fen)


@door(
    "POST /v1/decisions/{decision}/replay",
    replay_decision,
    says=Words("重新推导一个决定", "Derive a decision again"),
    more=Words(
        "用当时已知的信息和当时有效的文件重新推导；审计员的这次查看也记入日志。",
        "From what was known then and the texts that ruled then. That the auditor looked is itself in the log.",
    ),
    gives=Replayed,
    refuses=("unknown-decision",),
)
async def replay(asked: Here, decision: Named) -> Response[bytes]:
    """Derive a decision again."""
    return await asked.do(decision)


DOORS = (everything, one, decide, pay, replay)
