"""A look (查询记录): who asked about a person, when, what, why, with what outcome and by which authorisation (征信业管理条例 22).

Every event about a person is one look, also a refused one and one by staff. The person reads them in words; codes stay beside them.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec

from creditplus.audit import Event
from creditplus.consents import Consent, Withdrawal
from creditplus.decisions import Cause, Decided, Outcome
from creditplus.errors import Words, problem_types
from creditplus.people import Client, Role
from creditplus.province import divisions

ROLES: dict[Role, Words] = {
    "resident": Words("本人", "you"),
    "operator": Words("经营者", "an operator"),
    "provider": Words("信息提供单位", "a provider"),
    "author": Words("县级管理员（起草）", "a county administrator (author)"),
    "approver": Words("县级管理员（审批）", "a county administrator (approver)"),
    "province": Words("省级管理员", "the province"),
    "auditor": Words("审计员", "an auditor"),
    "nobody": Words("未登录者", "somebody who had not signed in"),
}
VERBS = {
    "decide_scenario": Words("询问能否享受优惠", "asked whether a benefit applies"),
    "answer_city": Words("另一个城市凭您的信用码询问等级", "another city asked about your grade, with your code"),
    "read_score": Words("查看积分", "looked at the score"),
    "suppose_record": Words("试算积分", "tried out what one more good deed would do"),
    "replay_decision": Words("核对一个决定", "had a decision derived again"),
    "report_record": Words("报送一条信息", "reported a record"),
    "read_events": Words("凭案号查看日志", "read the log with a case number"),
    "read_event": Words("凭案号查看一条日志", "read one entry of the log with a case number"),
    "delay_event": Words("延迟告知一次查询", "kept one look back for a while"),
    "export_person": Words("导出本人全部信息", "took out everything that is held"),
    "sign_in": Words("以您的身份登录", "signed in as you"),
    "sign_in_from_portal": Words("通过门户以您的身份登录", "signed in as you through a portal"),
    "read_objection": Words("查看一件异议", "read an objection"),
    "read_held_record": Words("查看异议或修复所涉及的记录", "read the record that an objection or a repair is about"),
    "read_evidence": Words("查看一份材料", "read a paper"),
    "settle_objection": Words("处理一件异议", "settled an objection"),
    "answer_objection": Words("答复一件异议", "answered an objection"),
    "read_repair": Words("查看一件信用修复申请", "read a request for repair"),
    "decide_repair": Words("决定一件信用修复申请", "decided a request for repair"),
    "correct_record": Words("更正一条信息", "corrected a record"),
    "revoke_record": Words("撤销一条信息", "revoked a record"),
    "read_access": Words("查看谁查询过自己", "read who looked"),
    "issue_code": Words("领取一次性信用码", "got a code that works once"),
    "accept_delegation": Words("接受代办", "accepted to help"),
    "use_delegation": Words("为代办领取令牌", "got a token to help with"),
    "end_delegation": Words("结束代办", "ended a delegation"),
    "read_decisions": Words("查看自己的决定", "read the decisions"),
}
SIGNED_IN = ("sign_in", "sign_in_from_portal")
HELPER = Words("您请的代办人", "whoever helps you")
CAUSES: dict[Cause, Words] = {
    "benefit": Words("符合优惠条件", "a benefit applied"),
    "below": Words("没有达到优惠条件，按标准服务办理", "no benefit applied, so the standard service"),
    "not-joined": Words("没有参加积分", "you do not take part"),
    "left": Words("已经退出积分", "you had left"),
    "no-consent": Words("没有授权这个场景", "you had not agreed to this scenario"),
    "withdrawn": Words("授权已经撤回", "you had taken your consent back"),
    "suspended": Words("后付费逾期，优惠暂停", "something deferred was overdue, so benefits rest"),
    "unknown-link": Words("绑定已失效", "the link was not known or had ended"),
    "no-rulebook": Words("县里还没有生效的评价标准", "the county had no rulebook in force"),
    "emergency": Words("急救不查询任何人", "an emergency looks nobody up"),
    "guardrail": Words("底线保护，按标准服务办理", "a guardrail gave you the standard service"),
    "not-recognised": Words("外地等级在这里没有对应的优惠", "no grade of yours counts in this city for this scenario"),
}
"""Why a decision came out as it did, for the person alone."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look. `by` is who; `why` the scenario, if one was asked about; `authorisation` the consent it rested on.

    `refused` says why nothing was shown. `case` is the case number that staff gave. `kept_back_until`: an authority had this
    look shown to you only from that day on.
    """

    id: str
    at: datetime
    by: Words
    role: Role
    what: Words
    outcome: str
    county: str | None = None
    why: str | None = None
    decision: str | None = None
    authorisation: str | None = None
    case: str | None = None
    refused: Words | None = None
    kept_back_until: date | None = None


class OwnDecision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about the person, with its reason and the consent it rested on."""

    decision: str
    at: datetime
    operator: Words
    scenario: str
    outcome: Outcome
    terms: dict[str, int]
    until: datetime
    cause: Cause
    because: Words
    benefits: tuple[str, ...] = ()
    authorisation: str | None = None


def look(event: Event, who: Client | None, authorisation: str | None, kept_back_until: date | None) -> Look:
    """An event as its subject reads it."""
    detail: dict[str, Any] = event.detail
    problem = problem_types().get(event.problem or "")
    return Look(
        id=event.id,
        at=event.at,
        by=_by(event, who),
        role=event.role,
        what=VERBS.get(event.verb, Words(f"办理事项 {event.verb}", f"did: {event.verb.replace('_', ' ')}")),
        outcome=event.outcome,
        county=event.county,
        why=detail.get("scenario"),
        decision=detail.get("decision"),
        authorisation=authorisation,
        case=detail.get("case"),
        refused=problem.title if problem else None,
        kept_back_until=kept_back_until,
    )


def decision(told: Decided, who: Client | None, authorisation: str | None) -> OwnDecision:
    """A decision as its person reads it."""
    return OwnDecision(
        decision=told.id,
        at=told.at,
        operator=name(who, "operator"),
        scenario=told.scenario,
        outcome=told.outcome,
        terms=told.terms,
        until=told.until,
        cause=told.cause,
        because=CAUSES.get(told.cause, Words(told.cause, told.cause)),
        benefits=told.benefits,
        authorisation=authorisation,
    )


def _by(event: Event, who: Client | None) -> Words:
    """Who looked: a city, the person's helper, or the one whom a name stands for."""
    if event.role == "nobody" and event.verb in SIGNED_IN:
        return Words("登录页", "the sign-in page")
    helped = event.role == "resident" and event.by != event.subject
    return _city(event.detail) or (HELPER if helped else name(who, event.role))


def _city(detail: dict[str, Any]) -> Words | None:
    """The other city's service, if it was a city that asked."""
    city = divisions.divisions().get(detail.get("city", "")) if "attestation" in detail else None
    return Words(f"{city.name}的积分服务", f"the points service of {city.english}") if city is not None else None


def name(who: Client | None, role: Role) -> Words:
    """What somebody is called: the organisation's own name, or what its role is called."""
    return Words(who.name_zh, who.name_en) if who is not None else ROLES[role]


def authorisation(told: Decided, given: Iterable[Consent], withdrawn: Iterable[Withdrawal]) -> str | None:
    """The consent on which a decision rested: the newest one for its scenario and kind of operator that held then."""
    city = divisions.city_of(told.county or "") if told.guest is not None else None
    ended = {withdrawal.consent for withdrawal in withdrawn if withdrawal.at <= told.at}
    held = [
        consent
        for consent in given
        if (consent.scenario, consent.operator_kind, consent.city) == (told.scenario, told.operator_kind, city)
        and consent.given_at <= told.at < consent.until
        and consent.id not in ended
    ]
    return held[-1].id if held else None
