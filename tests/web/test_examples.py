"""The examples that operators start from are run as they stand: a gate without a network, a library's desk, the command line."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from creditplus import __main__
from tests.house import sources
from tests.web.town import SCENARIO, Town, good


def run(file: str, *arguments: str, said: str = "") -> tuple[int, str]:
    """One example as a program of its own: its exit code, and what it printed."""
    done = subprocess.run(
        [sys.executable, str(sources.ROOT / "examples" / file), *arguments],
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.strip()


@pytest.fixture
def keys(town: Town, tmp_path: Path) -> str:
    """The public keys in a file, fetched once."""
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(good(town.http.get("/.well-known/jwks.json"))), "utf-8")
    return str(file)


def test_a_gate_checks_a_decision_without_a_network(town: Town, keys: str) -> None:
    answer = good(town.ask(town.code(town.joined())))
    operator = town.clients["operator"].id
    code, said = run("gate.py", keys, operator, SCENARIO, said=answer["attestation"])
    assert (code, json.loads(said)) == (0, answer["terms"])


def test_a_gate_gives_the_standard_service_for_anything_else(town: Town, keys: str) -> None:
    token = good(town.ask(town.code(town.joined())))["attestation"]
    operator = town.clients["operator"].id
    head, body, signature = token.split(".")
    changed = f"{head}.{body[:-2]}AA.{signature}"
    asked = [
        (operator, "parking", token),
        ("another", SCENARIO, token),
        (operator, SCENARIO, changed),
        (operator, SCENARIO, ""),
    ]
    assert [run("gate.py", keys, who, what, said=said) for who, what, said in asked] == [(1, "standard service")] * 4


def test_a_library_shows_what_the_holder_of_a_code_receives(town: Town) -> None:
    operator = town.clients["operator"]
    address, code = str(town.http.base_url), town.code(town.joined())
    assert run("library.py", address, operator.id, operator.secret, code) == (0, "deposit 100 yuan, 4 books")
    # The network is down: everybody gets the standard service.
    assert run("library.py", "http://127.0.0.1:9", "x", "y", code) == (0, "deposit 100 yuan, 5 books")


def test_the_command_line_checks_a_decision(
    town: Town, keys: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = good(town.ask(town.code(town.joined())))
    file = tmp_path / "decision.jwt"
    file.write_text(answer["attestation"], "utf-8")
    operator = town.clients["operator"].id
    for place in (keys, f"{town.http.base_url}/.well-known/jwks.json"):
        assert __main__.main(["verify-attestation", str(file), "--jwks", place, "--audience", operator]) == 0
        assert json.loads(capsys.readouterr().out)["terms"] == answer["terms"]
    assert __main__.main(["verify-attestation", str(file), "--jwks", keys, "--audience", "another"]) == 1
    assert "standard service" in capsys.readouterr().err
    assert (
        __main__.main(["verify-attestation", str(file), "--jwks", str(tmp_path / "none"), "--audience", operator]) == 1
    )


def test_nobody_is_in_an_attestation(town: Town) -> None:
    number = town.joined()
    token = good(town.ask(town.code(number)))["attestation"]
    body = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert sorted(body) == ["aud", "exp", "iat", "iss", "jti", "outcome", "scenario", "terms"]
