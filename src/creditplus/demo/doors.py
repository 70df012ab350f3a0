"""The doors as the people of the story use them: every method is one or two real HTTP requests."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from creditplus.actions.register_client import Registered
from creditplus.tools import tokens


class Doors:
    """One running server, with a provider and a library for each county, and one operator of each kind that may ask there."""

    def __init__(
        self,
        address: str,
        folder: Path,
        providers: dict[str, Registered],
        operators: dict[str, Registered],
        others: dict[tuple[str, str], Registered],
        offices: dict[str, Registered],
    ) -> None:
        self.folder = folder
        self.http = httpx.Client(base_url=address, timeout=30, headers={"Accept-Language": "zh-CN"}, trust_env=False)
        self.providers = providers
        self.operators = operators
        self.others = others
        self.offices = offices
        self.tokens: dict[str, str] = {}

    def as_client(self, client: Registered) -> dict[str, str]:
        """The header of an operator or provider."""
        if client.id not in self.tokens:
            form = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
            self.tokens[client.id] = granted(self.http.post("/oauth/token", data=form))
        return {"Authorization": f"Bearer {self.tokens[client.id]}"}

    def as_resident(self, citizen_id: str) -> dict[str, str]:
        """The header of a resident."""
        if citizen_id not in self.tokens:
            self.tokens[citizen_id] = granted(self.http.post("/v1/sign-in", json={"citizen_id": citizen_id}))
        return {"Authorization": f"Bearer {self.tokens[citizen_id]}"}

    def report(self, county: str, body: dict[str, Any]) -> dict[str, Any]:
        """Report one record."""
        headers = self.as_client(self.providers[county])
        return said(self.http.post(f"/v1/counties/{county}/records", json=body, headers=headers))

    def report_all(self, reports: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, int]:
        """Report many records, a few at a time; how many had which outcome."""
        for provider in self.providers.values():
            self.as_client(provider)
        with ThreadPoolExecutor(8) as together:
            return dict(Counter(receipt["outcome"] for receipt in together.map(lambda one: self.report(*one), reports)))

    def join(self, citizen_id: str, county: str) -> bool:
        """Join a county's points."""
        headers = self.as_resident(citizen_id)
        wish = {"county": county, "residence_months": 120, "insurance_months": 120}
        return bool(said(self.http.post("/v1/me/enrolment", json=wish, headers=headers))["county"] == county)

    def leave(self, citizen_id: str) -> dict[str, Any]:
        """Leave the points."""
        return said(self.http.post("/v1/me/departure", headers=self.as_resident(citizen_id)))

    def receipt(self, citizen_id: str, consent: str) -> dict[str, Any]:
        """A receipt of a consent."""
        return said(self.http.get(f"/v1/me/consents/{consent}/receipt", headers=self.as_resident(citizen_id)))

    def switch(self, citizen_id: str, kind: str, what: str) -> dict[str, Any]:
        """Switch a kind of good records off or on."""
        headers = self.as_resident(citizen_id)
        return said(self.http.post(f"/v1/me/kinds/{kind}/switch", json={"what": what}, headers=headers))

    def send(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        """Send something to a door, as somebody."""
        return said(self.http.post(path, json=body, headers=headers))

    def score(self, citizen_id: str) -> dict[str, Any]:
        """One's own score with all lines."""
        return dict(said(self.http.get("/v1/me/score", headers=self.as_resident(citizen_id)))["score"])

    def scenario(self, county: str, scenario: str) -> dict[str, Any]:
        """What a scenario offers."""
        return said(self.http.get(f"/v1/scenarios/{scenario}", params={"county": county}))

    def scenarios(self, county: str) -> list[dict[str, Any]]:
        """Every scenario of a county, each in full."""
        return list(good(self.http.get("/v1/scenarios", params={"county": county})).json())

    def consent(self, citizen_id: str, scenario: str, operator_kind: str, city: str | None = None) -> dict[str, Any]:
        """Agree to a scenario, at home or separately for another city."""
        body = {"scenario": scenario, "operator_kind": operator_kind} | ({"city": city} if city else {})
        return said(self.http.post("/v1/me/consents", json=body, headers=self.as_resident(citizen_id)))

    def code(self, citizen_id: str, scenario: str) -> dict[str, Any]:
        """A code to show."""
        headers = self.as_resident(citizen_id)
        return said(self.http.post("/v1/me/codes", json={"scenario": scenario}, headers=headers))

    def ask(self, county: str, scenario: str, code: str) -> httpx.Response:
        """An operator asks about a code."""
        headers = self.as_client(self.operators[county])
        return self.http.post(f"/v1/scenarios/{scenario}/decisions", json={"code": code}, headers=headers)

    def decide(self, county: str, scenario: str, code: str) -> dict[str, Any]:
        """The answer to an operator."""
        return said(self.ask(county, scenario, code))

    def decide_as(self, county: str, kind: str, scenario: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a county's operator of some kind."""
        headers = self.as_client(self.others[county, kind])
        return said(self.http.post(f"/v1/scenarios/{scenario}/decisions", json=body, headers=headers))

    def refused(self, county: str, scenario: str, code: str) -> str:
        """The problem type with which an operator is refused."""
        return str(self.ask(county, scenario, code).json()["type"])

    def attested(self, answer: dict[str, Any], county: str) -> bool:
        """Whether the attestation is signed by this server, for this operator alone, and says the same."""
        keys = said(self.http.get("/.well-known/jwks.json"))
        gate = tokens.Keys.open(self.folder / "gate")
        gate.trust("creditplus", keys)
        claims = gate.verify(answer["attestation"], "attestation+jwt", self.operators[county].id)
        return claims["outcome"] == answer["outcome"] and claims["terms"] == answer["terms"] and "sub" not in claims


def good(response: httpx.Response) -> httpx.Response:
    """An answer that must be a good one."""
    if response.is_error:
        raise RuntimeError(
            f"{response.request.method} {response.request.url.path}: {response.status_code} {response.text}"
        )
    return response


def said(response: httpx.Response) -> dict[str, Any]:
    """The body of an answer that must be a good one."""
    return dict(good(response).json())


def granted(response: httpx.Response) -> str:
    """The token of an answer."""
    return str(said(response)["access_token"])
