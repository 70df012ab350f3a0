"""A library's lending desk: shows what the holder of a code receives, and never asks why.

    python examples/library.py https://credit.example CLIENT_ID SECRET KD7FQ2MXW9PAR4CE

Prints the deposit and how many books. Whatever goes wrong on the way, the reader gets the standard service. Needs httpx.
"""

import sys

import httpx

SCENARIO = "library-deposit"
STANDARD = {"deposit_fen": 10_000, "items": 5}
"""What everybody receives: shown when nothing better is known, also while the network is down."""


def ask(address: str, client: str, secret: str, code: str) -> dict:
    """What the holder of a code receives."""
    try:
        with httpx.Client(base_url=address, timeout=5, trust_env=False) as http:
            form = {"grant_type": "client_credentials", "scope": f"decide:{SCENARIO}"}
            token = (
                http.post("/oauth/token", data=form, auth=(client, secret)).raise_for_status().json()["access_token"]
            )
            answer = http.post(
                f"/v1/scenarios/{SCENARIO}/decisions",
                json={"code": code},
                headers={"Authorization": f"Bearer {token}", "Idempotency-Key": code},
            )
            return answer.raise_for_status().json()["terms"]
    except (httpx.HTTPError, KeyError, ValueError):
        return STANDARD


if __name__ == "__main__":
    terms = ask(*sys.argv[1:])
    print(f"deposit {terms['deposit_fen'] / 100:g} yuan, {terms['items']} books")
