"""The command line as an administrator and an auditor use it, on a database of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import shelf

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = shelf.ROOT


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command on a migrated database with guardrails and catalogue in force."""
    monkeypatch.setenv("CREDITPLUS_DATABASE_URL", f"sqlite:///{tmp_path / 'try.db'}")
    monkeypatch.setenv("CREDITPLUS_KEYS_DIRECTORY", str(tmp_path / "keys"))

    def ran(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "creditplus", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT)

    assert ran("migrate").returncode == 0
    for file in (*shelf.LIMITS, *shelf.CATALOGUES):
        digest = ran("propose", file).stdout.split()[0]
        assert ran("approve", digest).returncode == 0
    return ran


def test_a_harmless_text_is_proved_and_anyone_can_prove_it_again(run: Run, tmp_path: Path) -> None:
    digest, *_, approving = run("propose", shelf.RULEBOOKS[0]).stdout.split()
    assert approving == digest
    assert run("approve", digest).returncode == 0
    again = run("verify", "--proofs", "--to", str(tmp_path / "smt"))
    assert (again.returncode, again.stderr) == (0, "")
    *theorems, last = again.stdout.splitlines()
    assert [line[0] for line in theorems] == ["✔"] * 6
    assert last == "✔ 1 份文件 texts: 6 条成立 hold, 0 条不成立 do not"
    written = sorted(file.name for file in (tmp_path / "smt").iterdir())
    assert written == sorted(f"{digest[:16]}-{code}.smt2" for code in ("T2", "T3", "T4", "T5", "T6", "T10"))


def test_a_harmful_text_is_refused_with_a_worked_example_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    text = shelf.text("rules/231181/2026-03-01.toml").replace("max = 100\n", "max = 900\n", 1)
    (tmp_path / "bad.toml").write_text(text, "utf-8")
    refused = run("propose", str(tmp_path / "bad.toml"))
    assert refused.returncode == 1
    assert "[T4]" in refused.stderr
    assert "bad.toml:" in refused.stderr
    assert run("verify", "--proofs").stdout == "✔ 0 份文件 texts: 0 条成立 hold, 0 条不成立 do not\n"


def test_errors_are_sentences_never_tracebacks(run: Run, tmp_path: Path) -> None:
    (tmp_path / "torn.toml").write_text('kind = "rulebook"\ncounty = [', "utf-8")
    for words in (
        ["propose", "nowhere.toml"],
        ["propose", str(tmp_path / "torn.toml")],
        ["score", "1"],
        ["approve", "0"],
    ):
        refused = run(*words)
        assert refused.returncode == 1, words
        assert "Traceback" not in refused.stderr
        assert refused.stderr != ""
    assert "a day is written like 2026-12-01" in run("publish", "230281", "--as-of", "1.12.2026").stderr


def test_new_keys_are_made_and_everybody_can_be_given_them(run: Run, tmp_path: Path) -> None:
    rotated, rekeyed = run("keys", "rotate"), run("keys", "rekey")
    assert (rotated.returncode, rekeyed.returncode, "Traceback" in rotated.stderr + rekeyed.stderr) == (0, 0, False)
    assert [line.split()[0] for line in rotated.stdout.splitlines()[:2]] == ["signing", "identity"]
    assert len(list((tmp_path / "keys").glob("*.identity"))) == 2


def test_a_client_whose_secret_leaked_is_shut_and_again_is_the_same(run: Run) -> None:
    client = run("register", "operator", "--name-zh", "图书馆", "--name-en", "library").stdout.split()[1]
    shut, again = (run("end-client", client, "--because", because) for because in ("its secret leaked", "again"))
    assert (shut.returncode, shut.stdout) == (0, again.stdout)
    assert ("ended: " + client in shut.stdout, "its secret leaked" in shut.stdout, shut.stderr) == (True, True, "")
    unknown = run("end-client", "operator-000000000000", "--because", "its secret leaked")
    assert (unknown.returncode, "没有这个账号" in unknown.stderr, "No such client" in unknown.stderr) == (1, True, True)
    assert "example: creditplus end-client provider-" in " ".join(run("end-client", "--help").stdout.split())
