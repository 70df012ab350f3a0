"""Asks at every door what its description allows, and what it does not (schemathesis), as each role that may come in."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks

from creditplus.actions.grow_log import grow_log
from creditplus.actions.seal_events import seal_events
from creditplus.demo.disputes import penalty
from creditplus.people import Actor
from creditplus.tools import clock, store
from tests.web.test_disputes import office
from tests.web.town import COUNTY, SCENARIO, Town, good, merit

checks.load_all_checks()
HELD = checks.CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
"""What every answer is held to; that what must be refused is refused, our own tests say more exactly."""
QUIET: dict[str, Any] = dict.fromkeys(["deadline", "database"], None) | {
    "derandomize": True,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@schemathesis.serializer("application/toml", "application/x-ndjson", "application/jsonl", "text/csv")
def written(_: Any, value: Any) -> bytes:
    """A text or file of any form, as its letters."""
    return str(value).encode("utf-8", "replace")


@schemathesis.deserializer("application/schema+json", "application/zip", "text/x.tlog.size")
def read(_: Any, response: Any) -> Any:
    """What is not looked into here: an archive, a number, a schema."""
    return response.content.decode("latin-1")


class Visitor:
    """Somebody who knows the names of real things in the town, and sends whatever the description lets them."""

    def __init__(self, town: Town) -> None:
        self.town = town
        described = town.http.get("/schema", headers={"Accept-Language": "en"}).json()
        found: Any = schemathesis.openapi.from_dict(described).get_all_operations()
        self.operations: list[Any] = [one.ok() for one in found]
        self.session = requests.Session()
        self.session.trust_env = False
        self.asked: list[tuple[str, str, int]] = []
        self.wrong: dict[str, str] = {}
        self.resident = town.joined()
        self.office = office(town)
        self.names = self._names()
        self.seal()

    def seal(self) -> None:
        """The log has a seal."""
        by = Actor("terminal", "auditor")

        async def sealed(db: store.Transaction) -> None:
            grown = await grow_log(db, by)
            assert grown is not None
            await seal_events(db, by, grown)

        self.town.within(sealed)

    def _names(self) -> dict[str, str]:
        """The names of real things in one resident's life."""
        town, me = self.town, self.town.resident(self.resident)
        record = good(town.report(penalty(self.resident, secrets.token_hex(8))))["id"]
        good(town.report(merit(person=self.resident)))
        said = {"grounds": "not me", "words": "不是我"}
        answer = good(town.ask(town.code(self.resident)))
        batch = secrets.token_hex(4)
        town.report([merit(person=self.resident)], Idempotency_Key=batch)
        delegation = {"may": ["read_score"], "last": str(clock.today() + timedelta(days=9))}
        texts = town.http.get("/v1/documents", params={"division": COUNTY}, headers=town.of("auditor")).json()
        return {
            "county": COUNTY,
            "scenario": SCENARIO,
            "kind": "volunteer_service",
            "batch": batch,
            "record": record,
            "decision": answer["decision"],
            "objection": good(town.http.post(f"/v1/records/{record}/objection", json=said, headers=me))["id"],
            "consent": town.http.get("/v1/me/consents", headers=me).json()[0]["consent"]["id"],
            "delegation": good(town.http.post("/v1/me/delegations", json=delegation, headers=me))["delegation"],
            "event": town.events(verb="report_record")[-1].id,
            "digest": texts[-1]["label"]["digest"],
            "seal": "1",
            "form": "rulebook",
            "portal": "oidc",
        }

    def headers(self, role: str) -> dict[str, str]:
        """The header of somebody of a role."""
        if role == "resident":
            return self.town.resident(self.resident)
        return self.office if role == "approver" else self.town.of(role)

    def roles(self, operation: Any) -> list[str]:
        """Who may come in at a door; nobody, where everybody may."""
        return list(operation.definition.raw["x-roles"]) or ["nobody"]

    def ask(self, operation: Any, role: str, examples: int) -> None:
        """So many questions of each kind at one door in one role; who may leave or be forgotten there is somebody else."""
        verb, stays = operation.definition.raw["operationId"], self.resident
        if verb in ("leave_county", "erase_person"):
            self.resident = self.town.joined()
        for cases in self._cases(operation):

            @hypothesis.settings(max_examples=examples, **QUIET)
            @hypothesis.given(cases)
            def one(case: Any) -> None:
                self._one(case, role)

            one()
        self.resident = stays

    def _cases(self, operation: Any) -> Iterator[st.SearchStrategy[Any]]:
        named = {one.name: self.names.get(one.name, "none") for one in operation.path_parameters}
        real: dict[str, Any] = {"path_parameters": named} if named else {}
        if any(one.name == "If-Match" for one in operation.headers):
            real["headers"] = {"If-Match": f'"{self.names["digest"]}"'}
        right = operation.as_strategy(GenerationMode.POSITIVE, **real)
        yield right | operation.as_strategy(GenerationMode.POSITIVE) if named else right
        if operation.query or operation.body or operation.headers:
            yield operation.as_strategy(GenerationMode.NEGATIVE, **real)

    def _one(self, case: Any, role: str) -> None:
        """One question; whatever is wrong with the answer is noted once for each door and status."""
        verb = case.operation.definition.raw["operationId"]
        if verb == "decide_scenario" and isinstance(case.body, dict) and case.meta.generation.mode.is_positive:
            case.body = {"code": self.town.code(self.resident)}
        answer = case.call(base_url=str(self.town.http.base_url), session=self.session, headers=self.headers(role))
        self.asked.append((verb, role, answer.status_code))
        try:
            case.validate_response(answer, checks=HELD)
        except BaseExceptionGroup as found:
            self.wrong.setdefault(
                f"{verb} as {role}: {answer.status_code}", "\n".join(map(str, found.exceptions))[:2000]
            )
