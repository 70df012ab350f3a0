"""What a door is, and the one table of who may come in where.

Everything a door promises is written where its code is (`api/`); the routes, the check of roles, the audit of refusals and the
description at `/schema` are all made from that, so they cannot differ.

Why roles are checked here, and places and scopes in the actions: a role says what somebody is and is the same for every request;
which county a text is for, whose consent it is, or which scenario an operator may ask about, only the action finds out. What
the table says of places is published with each door and tried at each door by a test.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, get_args

import msgspec
from litestar import Response
from litestar.handlers import HTTPRouteHandler, route
from litestar.types import Scope

from creditplus.errors import Words
from creditplus.people import Role
from creditplus.web import sent

Where = Literal["own", "own county", "anywhere"]
"""How far somebody reaches at a door: what is theirs alone; the county or city that they belong to; the whole province.

Who belongs to a city reaches its counties; who belongs to none reaches all of them. `anywhere` is for what names no county, or
is public: whose scenario, whose text it is makes no difference to what one may do there.
"""
Reach = Mapping[Role, Where]
REACH: dict[Role, Where] = {
    "resident": "own",
    "operator": "own",
    "provider": "own county",
    "author": "own county",
    "approver": "own county",
    "province": "anywhere",
    "auditor": "anywhere",
    "nobody": "anywhere",
}
"""How far each role reaches where its door says nothing else."""


def may(*roles: Role, where: Where | None = None) -> Reach:
    """These roles may come in, each as far as it reaches, or all as far as is said here."""
    return MappingProxyType({role: where or REACH[role] for role in roles})


def either(*reaches: Reach) -> Reach:
    """Everybody of some rows of the table, each as far as their row says."""
    return MappingProxyType({role: where for reach in reaches for role, where in reach.items()})


ANYONE = may(*get_args(Role), where="anywhere")
RESIDENT = may("resident")
OFFICE: tuple[Role, ...] = ("author", "approver", "province")
REPORTER, BOTH = may("provider", where="own"), may("resident", "provider", where="own")
REPORTER_OFFICE, CONCERNED = either(REPORTER, may(*OFFICE)), either(BOTH, may(*OFFICE))
STAFF: tuple[Role, ...] = ("operator", "provider", "author", "approver", "province")
WHO: dict[str, Reach] = {
    "report_record": may("provider"),
    "read_import": REPORTER,
    "enrol_person": RESIDENT,
    "leave_county": RESIDENT,
    "erase_person": RESIDENT,
    "read_score": RESIDENT,
    "give_consent": RESIDENT,
    "withdraw_consent": RESIDENT,
    "read_notice": RESIDENT,
    "read_consents": RESIDENT,
    "read_receipt": RESIDENT,
    "read_kinds": RESIDENT,
    "switch_kind": RESIDENT,
    "issue_code": RESIDENT,
    "read_links": RESIDENT,
    "link_token": RESIDENT,
    "unlink_token": RESIDENT,
    "read_commitments": RESIDENT,
    "invite_ward": RESIDENT,
    "read_balance": RESIDENT,
    "redeem_points": RESIDENT,
    "invite_delegate": RESIDENT,
    "read_delegations": RESIDENT,
    "accept_delegation": RESIDENT,
    "use_delegation": RESIDENT,
    "end_delegation": RESIDENT,
    "read_household": RESIDENT,
    "invite_member": RESIDENT,
    "join_household": RESIDENT,
    "leave_household": RESIDENT,
    "raise_objection": RESIDENT,
    "state_record": RESIDENT,
    "apply_repair": RESIDENT,
    "attach_evidence": BOTH,
    "answer_objection": REPORTER,
    "settle_objection": may(*OFFICE),
    "read_objection": CONCERNED,
    "read_objections": may(*OFFICE, where="anywhere"),
    "read_evidence": CONCERNED,
    "decide_repair": REPORTER_OFFICE,
    "read_repair": CONCERNED,
    "read_repairs": may(*OFFICE, where="anywhere"),
    "revoke_record": REPORTER_OFFICE,
    "correct_record": REPORTER_OFFICE,
    "read_notices": may("provider", "operator", *OFFICE, where="anywhere"),
    "read_access": RESIDENT,
    "read_decisions": RESIDENT,
    "export_person": RESIDENT,
    "read_event": either(may(*STAFF, "resident", where="own"), may("auditor")),
    "read_events": may("auditor"),
    "delay_event": may("province"),
    "read_seals": may("auditor", "province"),
    "read_proof": may("auditor", "province"),
    "witness_checkpoint": ANYONE,
    "read_scenarios": ANYONE,
    "read_scenario": ANYONE,
    "decide_scenario": may("operator", where="anywhere"),
    "settle_commitment": may("operator"),
    "replay_decision": may("auditor", where="anywhere"),
    "propose_document": may("author", "province"),
    "approve_document": may("approver", "province"),
    "simulate_document": may("author", "approver", "province"),
    "reject_document": may("approver", "province"),
    "read_simulation": may("author", "approver", "province", "auditor", where="anywhere"),
    "read_documents": may("author", "approver", "province", "auditor", where="anywhere"),
    "read_history": may("author", "approver", "province", "auditor", where="anywhere"),
    "compare_documents": may("author", "approver", "province", "auditor", where="anywhere"),
    "read_certificate": may("author", "approver", "province", "auditor", where="anywhere"),
    "read_document": may("author", "approver", "province", "auditor", where="anywhere"),
    "answer_city": ANYONE,
    "read_cities": ANYONE,
    "read_statement": ANYONE,
    "read_configuration": ANYONE,
    "read_attestations": may("province", "auditor"),
    "grant_token": ANYONE,
    "sign_in": ANYONE,
    "begin_sign_in": ANYONE,
    "sign_in_from_portal": ANYONE,
    "read_keys": ANYONE,
    "read_metadata": ANYONE,
    "read_life": ANYONE,
    "read_readiness": ANYONE,
    "read_version": ANYONE,
    "read_schema": ANYONE,
    "read_form": ANYONE,
}
"""Who may do what where: which roles may call which door, and how far each one reaches there. No row, no door."""

JSON = ("application/json",)
FORM = ("application/x-www-form-urlencoded",)
TOML = ("application/toml", "text/plain")
SMALL, LONG, PAPER = 64 * 1024, 1024 * 1024, 7 * 1024 * 1024
"""How many bytes a body may have: one request, a whole ruling text, or a paper of 5 MiB in base64; None: the door itself looks."""
EVERYWHERE = ("busy", "failed", "unavailable")
Action = Callable[..., Awaitable[Any]]
Code = Callable[..., Awaitable[Response[bytes]]]


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """One door. `takes` is its body, `asks` the parameters after the `?`, `gives` its answer.

    `refuses` are the problem types of its action; what any door can refuse is added in `problems`. `repeats`: an
    `Idempotency-Key` is honoured; `matches`: an `If-Match` names the text.
    `written`: the media types of its answer (none: it leads to another address), `also` those of other answers by their status.
    `kept`: a refusal leaves an event. `only_reads`: nothing is ever written. `ahead`: may be committed together with others.
    """

    verb: str
    action: Action | None = None
    method: Literal["GET", "POST"]
    path: str
    says: Words
    more: Words
    takes: Any = None
    media: tuple[str, ...] = JSON
    body_max: int | None = SMALL
    asks: type[msgspec.Struct] = sent.Nothing
    gives: Any = None
    status: int = 200
    written: tuple[str, ...] = JSON
    also: Mapping[int, str] = MappingProxyType({})
    refuses: tuple[str, ...] = ()
    repeats: bool = False
    matches: bool = False
    kept: bool = True
    only_reads: bool = False
    ahead: bool = False

    @property
    def who(self) -> Reach:
        """The roles that may come in, and how far each one reaches."""
        return WHO[self.verb]

    @property
    def public(self) -> bool:
        """Whether nobody needs to sign in here. Such a door does not even look at a token."""
        return "nobody" in self.who

    @property
    def problems(self) -> tuple[str, ...]:
        """Every problem type that this door can answer with."""
        found = set(self.refuses) | set(EVERYWHERE)
        found |= set() if self.public else {"not-signed-in", "wrong-role"}
        found |= {"not-delegated"} if "resident" in self.who and not self.public else set()
        found |= {"unreadable", "wrong-media", "too-large", "too-slow"} if self.takes else set()
        found |= {"too-many"} if self.kept else set()
        found |= {"bad-fields"} if self.takes is not None or self.asks.__struct_fields__ else set()
        found |= {"unreadable"} if self.asks.__struct_fields__ else set()
        found |= {"bad-key", "key-reused"} if self.repeats else set()
        found |= {"digest-needed", "other-text"} if self.matches else set()
        return tuple(sorted(found))


def door(
    at: str, does: Action | str, *, way: Callable[[Code], Any] | None = None, **facts: Any
) -> Callable[[Code], HTTPRouteHandler]:
    """Make a door of a function. `at` is its method and path; `does` its action, or what it is called if it has none.

    `way` is how the function is reached, if not as the framework does it.
    """

    def made(code: Code) -> HTTPRouteHandler:
        method, _, path = at.partition(" ")
        verb, action = (does, None) if isinstance(does, str) else (does.__name__, does)
        known = Door(verb=verb, action=action, method=method, path=path, **facts)  # type: ignore[arg-type]  # GET or POST
        assert verb in WHO, f"{verb} is not in the table of roles"
        return route(
            path.replace("}", ":str}"),
            http_method=known.method,
            name=verb,
            status_code=known.status,
            request_max_body_size=known.body_max,
            opt={"door": known, "straight": way is not None},
            middleware=[way(code)] if way else [],
        )(code)

    return made


def of(scope: Scope) -> Door | None:
    """The door that a request came to, if it came to one."""
    if "route_handler" not in scope:
        return None  # it was refused before the framework found where it leads
    return scope["route_handler"].opt.get("door")
