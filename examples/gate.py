"""A car park's gate that works without a network: it checks a signed decision and opens for as long as the decision says.

    python examples/gate.py keys.json operator-3c4d parking-longer < attestation.txt

keys.json was fetched once from /.well-known/jwks.json; fetch it again when a key is unknown. Needs PyJWT with cryptography.
Exit code 0 and the terms: open accordingly. 1: not a decision for this gate; the standard service, as for anybody.
"""

import json
import sys
from pathlib import Path

import jwt


def terms(token: str, keys: dict, operator: str, scenario: str) -> dict | None:
    """The terms that a signed decision grants here and now, or None."""
    try:
        header = jwt.get_unverified_header(token)
        key = next(key for key in keys["keys"] if key["kid"] == header["kid"])
        said = jwt.decode(
            token,
            jwt.PyJWK(key).key,
            algorithms=["EdDSA"],  # never what the token itself asks for
            audience=operator,
            issuer="creditplus",
            options={"require": ["exp", "iat", "aud", "iss", "jti"], "strict_aud": True},
        )
    except (jwt.PyJWTError, StopIteration, KeyError, ValueError):
        return None
    right = header.get("typ") == "attestation+jwt" and said.get("scenario") == scenario
    return said["terms"] if right else None


if __name__ == "__main__":
    file, operator, scenario = sys.argv[1:]
    granted = terms(sys.stdin.read().strip(), json.loads(Path(file).read_text("utf-8")), operator, scenario)
    print(json.dumps(granted) if granted is not None else "standard service")
    sys.exit(0 if granted is not None else 1)
