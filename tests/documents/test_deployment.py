"""The files of a deployment fit together: every command in them exists, every setting is known, every alarm looks at what is counted."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest

from creditplus import __main__
from creditplus.tools import metrics, settings
from tests.documents import settings_page
from tests.house import sources

DEPLOY = sources.ROOT / "deploy"
FILES = [path for path in sources.tracked() if path.is_relative_to(DEPLOY)]
COMMAND = re.compile(r"^(?:ExecStart=\S*/|\s+command: \[)(creditplus[ ,].*?)\]?$", re.MULTILINE)
KNOWN = {f"CREDITPLUS_{name.upper()}" for name in settings.Settings.__struct_fields__} | {"CREDITPLUS_SETTINGS"}


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def test_the_settings_of_the_example_are_read_and_fit_the_units() -> None:
    found, _ = settings.read_from({"CREDITPLUS_SETTINGS": str(DEPLOY / "creditplus.toml")})
    assert (found.issuer, found.dev_sign_in) == ("https://credit.example", False)
    assert str(found.keys_directory.parent) == "/var/lib/creditplus"


def test_the_page_about_settings_has_each_of_them_as_it_is() -> None:
    assert settings_page.PAGE.read_text("utf-8") == settings_page.written()


def test_every_command_in_the_units_and_containers_is_understood() -> None:
    commands = [found for path in FILES for found in COMMAND.findall(path.read_text("utf-8"))]
    for command in commands:
        words = shlex.split(command.replace(",", " "))
        assert __main__.parser().parse_args(words[1:]).command == words[1]
    assert len(commands) == 5


def test_every_variable_in_the_files_is_a_setting() -> None:
    named = {one for path in FILES for one in re.findall(r"\bCREDITPLUS_[A-Z_]+", path.read_text("utf-8"))}
    assert named - KNOWN == set()


def test_the_container_is_built_from_what_is_there_and_from_what_is_locked() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text("Dockerfile"), re.MULTILINE)
    missing = [name for line in copied for name in line.split() if not (sources.ROOT / name).exists()]
    assert (missing, "RUN make .venv/runtime" in text("Dockerfile")) == ([], True)


def test_every_file_that_the_containers_read_is_there() -> None:
    mounted = re.findall(r"- (\./[\w./-]+):", text("compose.yaml"))
    assert [name for name in mounted if name != "./tls" and not (DEPLOY / name).exists()] == []


def test_every_alarm_looks_at_something_that_is_counted_and_says_what_to_do() -> None:
    rules = text("prometheus/creditplus.rules.yaml")
    metrics.answered("read_version", 200, "", 0.0)
    counted = {
        re.sub(r"_(total|bucket|count|sum|created)$", "", one) for one in re.findall(r"^(\w+)", metrics.text(), re.M)
    }
    named = {re.sub(r"_(total|bucket)$", "", one) for one in re.findall(r"\bcreditplus_\w+", rules)}
    problems = tomllib.loads((sources.PACKAGE / "problems.toml").read_text("utf-8"))
    assert (named - counted, set(re.findall(r'problem="([\w-]+)"', rules)) - set(problems)) == (set(), set())
    alarms = re.findall(r"alert: (\w+)", rules)
    page = (sources.ROOT / "docs" / "operations.md").read_text("utf-8")
    assert ([one for one in alarms if f"`{one}`" not in page], rules.count("do:")) == ([], len(alarms))


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("systemd/*.service")), ids=lambda path: path.stem)
def test_every_unit_is_shut_in_and_every_timer_has_its_unit(unit: Path) -> None:
    said = unit.read_text("utf-8").splitlines()
    wanted = {"NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "PrivateTmp=yes", "UMask=0077"}
    assert (wanted - set(said), unit.stem == "creditplus" or unit.with_suffix(".timer").exists()) == (set(), True)


def test_the_proxy_lets_go_before_the_service_does_and_writes_nobody_down() -> None:
    said = text("nginx/creditplus.conf")
    assert ("access_log off;" in said, "keepalive_timeout 5s;" in said, "/metrics" in said.split("server {", 2)[2]) == (
        True,
        True,
        True,
    )
    assert re.findall(r"location [^{]*metrics", said) == []


def archive(wal: Path, piece: Path) -> int:
    return subprocess.run([DEPLOY / "archive-wal", piece, "000001", wal], check=False, capture_output=True).returncode


def test_a_piece_of_the_databases_log_is_archived_once_and_never_replaced(tmp_path: Path) -> None:
    piece = tmp_path / "piece"
    piece.write_bytes(b"one")
    wal = tmp_path / "wal"
    assert archive(wal, piece) != 0  # there is no such folder: the database keeps the piece and tries again
    wal.mkdir()
    assert [archive(wal, piece), archive(wal, piece)] == [0, 0]
    piece.write_bytes(b"two")
    assert (archive(wal, piece) != 0, (wal / "000001").read_bytes(), list(wal.iterdir())) == (
        True,
        b"one",
        [wal / "000001"],
    )
