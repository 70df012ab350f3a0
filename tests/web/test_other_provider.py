"""A provider that others wrote is understood: it signs in its own way, and writes its tokens as it reads the specification."""

import subprocess
import sys
import time

import httpx

from creditplus.demo import house
from creditplus.tools import portals, tokens
from tests.web import town as towns
from tests.web.town import Town, citizen_id, good


def test_a_provider_that_others_wrote_is_understood(town: Town) -> None:
    """The mock provider of another project: it signs RS256 and writes its tokens in its own way."""
    port, number = house.free_port(), citizen_id()
    issuer = f"http://localhost:{port}"
    with subprocess.Popen([sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]) as server:
        try:
            with httpx.Client(trust_env=False, timeout=10) as visitor, towns.running(town.settings) as address:
                wait_for(visitor, issuer)
                assert visitor.put(f"{issuer}/users/s1", json={"citizen_id": number}).status_code == 204
                portals.open(address, portals.Oidc(issuer, "a", "b", "citizen_id"))
                location = visitor.get(f"{address}/v1/sign-in/oidc").headers["location"]
                back = visitor.post(location, data={"sub": "s1"}).headers["location"]
                token = good(visitor.get(back))["access_token"]
                assert tokens.actor(token).id == tokens.actor(town.resident(number)["Authorization"].split()[1]).id
        finally:
            portals.open(None)
            server.terminate()


def wait_for(visitor: httpx.Client, issuer: str) -> None:
    """Wait until a provider answers."""
    for _ in range(100):
        try:
            visitor.get(f"{issuer}/.well-known/openid-configuration")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider did not start")
