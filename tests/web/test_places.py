"""Every door of the live description is tried by every role, with what is theirs and with what is another's."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from creditplus.actions.register_client import register_client
from creditplus.demo import house
from creditplus.errors import Words
from creditplus.offers.commitments import Commitment
from creditplus.people import Actor, Role
from creditplus.rights.links import Link
from creditplus.tools import clock, identity, store, tokens
from creditplus.web import doors
from tests.tools import examples
from tests.web.test_roles import FILLED
from tests.web.town import COUNTY, ROLES, SCENARIO, Town, citizen_id, good, problem

ELSEWHERE = "230281"
KEPT_OUT = ("not-signed-in", "wrong-role", "other-county")
NOBODYS = {"switch_kind"}
"""A kind of the catalogue is nobody's: each resident switches it for themselves alone."""
Asks = dict[str, Any]
Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def operations(town: Town) -> list[Operation]:
    """Every operation that the running server describes: method, path, and what is said of it."""
    paths = town.http.get("/schema", headers={"Accept-Language": "en"}).json()["paths"]
    return [(method.upper(), path, told) for path, ways in paths.items() for method, told in ways.items()]


@pytest.fixture(scope="module")
def people(town: Town) -> dict[Role, dict[str, str]]:
    """Somebody of each role, who belongs to the county if the role belongs anywhere."""

    def settled(role: Role) -> dict[str, str]:
        name, terminal = Words("示例", "example"), Actor("terminal", "auditor")
        client = town.within(lambda db: register_client(db, terminal, role, name, COUNTY, ()))
        return town.of(role, client)

    people = {role: settled(role) if role in ("author", "approver", "auditor") else town.of(role) for role in ROLES}
    return people | {"resident": town.resident(citizen_id())}  # who will try to leave and be forgotten, too


@pytest.fixture(scope="module")
def of_others(town: Town) -> dict[str, Asks]:
    """How each door is asked about what is another's: another county's, another resident's, another operator's."""
    file = sorted((house.ROOT / "rules" / ELSEWHERE).glob("????-??-??.toml"))[0]
    text = file.read_text("utf-8") + "\n# another county's\n"
    toml = {"Content-Type": "application/toml"}
    author = town.of("province", town.register("province"))
    proposed = town.http.post("/v1/documents", content=text.encode(), headers=author | toml)
    digest = good(proposed)["digest"]
    stranger = town.resident(town.joined())
    wish = {"scenario": SCENARIO, "operator_kind": "library"}
    consent = good(town.http.post("/v1/me/consents", json=wish, headers=stranger))["id"]
    person = tokens.actor(stranger["Authorization"].split()[1]).id
    kept, owed = bound(town, stranger, person)
    return {
        "report_record": {"path": {"county": ELSEWHERE}},
        "propose_document": {"content": text.encode(), "headers": toml},
        "approve_document": {"path": {"digest": digest}, "json": {}, "headers": {"If-Match": f'"{digest}"'}},
        "reject_document": {
            "path": {"digest": digest},
            "json": {"because": "-"},
            "headers": {"If-Match": f'"{digest}"'},
        },
        "simulate_document": {"path": {"digest": digest}},
        "withdraw_consent": {"path": {"consent": consent}},
        "read_receipt": {"path": {"consent": consent}},
        "accept_delegation": {},  # the example's word was handed to nobody
        "join_household": {},  # the same
        "use_delegation": {"path": {"delegation": helped(town)}},
        "end_delegation": {"path": {"delegation": helped(town)}},
        "read_import": {"path": {"batch": sent_elsewhere(town)}},
        "unlink_token": {"path": {"link": kept.id}},
        "settle_commitment": {"path": {"commitment": owed.id}},
        **disputed(town, person),
    }


def sent_elsewhere(town: Town) -> str:
    """A file that another provider sent; its own name for it."""
    file = msgspec.structs.replace(examples.IMPORT, id="else:2026-07", provider="else", county=ELSEWHERE)
    town.within(lambda db: store.append(db, file))
    return "2026-07"


def bound(town: Town, stranger: dict[str, str], person: str) -> tuple[Link, Commitment]:
    """A card and a deferred bill of another resident at another operator."""
    at = clock.now()
    link = {"id": "l-else", "digest": "a" * 64, "person": person, "scenario": SCENARIO, "operator_kind": "library"}
    kept = Link(**link, county=COUNTY, operator="operator-else", kind="card", at=at)
    owed = Commitment(
        id="c-else",
        decision=decided(town, stranger),
        person=person,
        county=COUNTY,
        scenario=SCENARIO,
        scenario_digest="b" * 64,
        operator="operator-else",
        amount_fen=100,
        at=at,
        due_at=at + timedelta(days=1),
    )
    town.within(lambda db: store.append(db, kept))
    town.within(lambda db: store.append(db, owed))
    return kept, owed


def helped(town: Town) -> str:
    """A delegation between two residents."""
    mother, daughter = town.resident(citizen_id()), town.resident(citizen_id())
    wish = {"may": ["read_score"], "last": str(clock.today() + timedelta(days=9))}
    word = good(town.http.post("/v1/me/delegations", json=wish, headers=mother))["word"]
    return str(good(town.http.post("/v1/delegations/acceptance", json={"word": word}, headers=daughter))["delegation"])


def disputed(town: Town, person: str) -> dict[str, Asks]:
    """How each door is asked about another county's record of another resident, reported by another provider."""
    told = msgspec.structs.replace
    record = told(examples.RECORD, id="else:1", provider="else", county=ELSEWHERE, person=person)
    whose = {"person": person, "county": ELSEWHERE, "provider": "else", "record": record.id}
    kept = [
        ("objections/o1", "words", told(examples.OBJECTION, **whose)),
        ("evidence/v1", "content", examples.PAPER),
        ("repairs/x1", "words", told(examples.REPAIR, **whose)),
    ]

    async def keep(db: store.Transaction) -> None:
        await store.append(db, record)
        sealed = await store.sealed_identity(db, person)
        for row, column, one in kept:
            said = identity.conceal("YQ==", sealed, person, row)
            await store.append(db, one, **{column: said})

    town.within(keep)
    names = {"record": record.id, "objection": "o1", "evidence": "v1", "repair": "x1"}
    verbs = {
        "record": ("raise_objection", "state_record", "apply_repair", "revoke_record", "correct_record"),
        "objection": ("attach_evidence", "answer_objection", "settle_objection", "read_objection"),
        "evidence": ("read_evidence",),
        "repair": ("decide_repair", "read_repair"),
        "event": ("read_event",),
    }
    names["event"] = town.events(subject=person)[0].id
    return {verb: {"path": {name: names[name]}} for name, those in verbs.items() for verb in those}


def decided(town: Town, resident: dict[str, str]) -> str:
    """A decision about a resident."""
    code = good(town.http.post("/v1/me/codes", json={"scenario": SCENARIO}, headers=resident))["code"]
    return str(good(town.ask(code))["decision"])


def asked(town: Town, operation: Operation, headers: dict[str, str], other: Asks | None = None) -> httpx.Response:
    """Come to a door with the example of its description, or with what is another's."""
    method, path, told = operation
    more = dict(other or {})
    filled = path.format(**(FILLED | more.pop("path", {})))
    content = next(iter(told.get("requestBody", {}).get("content", {}).items()), None)
    if content is not None and "json" not in more and "content" not in more:
        media, example = content[0], content[1]["example"]
        body = example if isinstance(example, str) else json.dumps(example)
        more |= {"content": body.encode(), "headers": {"Content-Type": media}}
    query = {one["name"]: one["example"] for one in told["parameters"] if one["in"] == "query" and one["required"]}
    named = headers | more.pop("headers", {})
    return town.http.request(method, filled, params=query, headers=named, **more)


def kept_out(answer: httpx.Response) -> str:
    """The problem by which somebody was kept out, if they were."""
    return refusal(answer) if refusal(answer) in KEPT_OUT else ""


def refusal(answer: httpx.Response) -> str:
    """The type of a problem, if it is one."""
    return problem(answer) if answer.headers["content-type"] == "application/problem+json" else ""


def expected(told: dict[str, Any], role: str, *, other: bool) -> Callable[[httpx.Response], bool]:
    """What must come of a role at a door."""
    where = told["x-where"].get(role)
    if told["x-roles"] and where is None:
        wrong = (401, "not-signed-in") if role == "nobody" else (403, "wrong-role")
        return lambda answer: (answer.status_code, refusal(answer)) == wrong
    if other and where == "own county":
        return lambda answer: (answer.status_code, refusal(answer)) == (403, "other-county")
    if other and where == "own":
        return lambda answer: answer.status_code == 404 and refusal(answer).startswith("unknown-")
    return lambda answer: not kept_out(answer)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("other", [False, True], ids=["their own", "another's"])
def test_every_role_reaches_at_every_door_exactly_as_far_as_the_table_says(
    town: Town,
    operations: list[Operation],
    people: dict[Role, dict[str, str]],
    of_others: dict[str, Asks],
    role: Role,
    other: bool,
) -> None:
    wrong = []
    for operation in operations:
        verb = operation[2]["operationId"]
        if other and verb not in of_others:
            continue  # it names nothing that could be another's; the next test holds that
        answer = asked(town, operation, people[role], of_others[verb] if other else None)
        if not expected(operation[2], role, other=other)(answer):
            wrong.append((verb, answer.status_code, answer.text[:200]))
    assert wrong == []


def test_a_door_that_does_not_reach_everywhere_is_tried_with_what_is_anothers(
    operations: list[Operation], of_others: dict[str, Asks]
) -> None:
    """Only doors below `/v1/me/` that name nothing are about the caller alone, whoever it is."""
    near = {
        told["operationId"]
        for _, path, told in operations
        if set(told["x-where"].values()) - {"anywhere"} and ("{" in path or not path.startswith("/v1/me/"))
    }
    assert near - NOBODYS == set(of_others)


def test_the_description_says_for_every_role_how_far_it_reaches(operations: list[Operation]) -> None:
    told = {one["operationId"]: one["x-where"] for _, _, one in operations}
    table = {verb: {} if "nobody" in who else dict(who) for verb, who in doors.WHO.items() if verb in told}
    assert (told, [one["x-roles"] for _, _, one in operations]) == (table, [sorted(one) for one in told.values()])


def test_a_door_without_a_row_in_the_table_cannot_be_made() -> None:
    with pytest.raises(AssertionError, match="not in the table of roles"):

        @doors.door("GET /v1/nowhere", "read_nowhere", says=Words("无", "none"), more=Words("无", "none"))
        async def nowhere() -> Any: ...
