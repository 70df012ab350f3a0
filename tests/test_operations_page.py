"""The page for those who run the service: what it tells to type is typed here, line by line, on a PostgreSQL that archives."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from creditplus import __main__
from tests.house import sources
from tests.test_recovery import County, county  # noqa: F401 # the fixture

PAGE = (sources.ROOT / "docs" / "operations.md").read_text("utf-8")
TRIED = re.compile(r"<!-- tried -->\n```sh\n(.*?)```", re.DOTALL)


def test_every_command_that_the_page_names_is_one() -> None:
    named = re.findall(r"(?:`|^|=\S+ )creditplus ((?!serve)[a-z][\w-]*(?: [^`\n…]*)?)", PAGE, re.MULTILINE)
    names = {shlex.split(words)[0] for words in named}
    assert (names - set(__main__.COMMANDS), len(named) > 20) == (set(), True)


def test_every_file_that_the_page_points_to_is_there() -> None:
    pointed = re.findall(r"\]\(([\w./-]+)\)", PAGE) + [
        f"../{name}" for name in re.findall(r"\bdeploy/[\w./-]+[\w]", PAGE)
    ]
    assert [name for name in pointed if not (sources.ROOT / "docs" / name).exists()] == []


def typed(county: County) -> str:  # noqa: F811 # the fixture
    """What the page tells to type; only names differ: the superuser of these servers is called as the service would be."""
    who = "--as nobody " if os.getuid() == 0 else ""
    words = "\n".join(TRIED.findall(PAGE)).replace("--as postgres ", f"--bin {county.server.bin} {who}")
    return "set -eu\n" + words.replace("-f deploy", "-v service=service -f deploy").replace(
        "--for creditplus", "--for service"
    )


def test_what_is_typed_works(county: County, tmp_path: Path) -> None:  # noqa: F811 # the fixture
    server = county.server.url.removesuffix("/postgres")
    place = server.rpartition("@")[2]
    programs = f"{Path(sys.executable).parent}:{county.server.bin}:{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CREDITPLUS_")}
    environment |= {"PATH": programs, "OWNER_PASSWORD": "secret", "SERVICE_PASSWORD": "secret", "SUPER": server}
    environment["OWNER"] = f"postgresql://creditplus_owner:secret@{place}/creditplus"
    environment["SERVICE"] = f"postgresql://service:secret@{place}/creditplus"
    environment |= {"KEPT": str(tmp_path / "kept"), "WAL": str(county.wal), "ROOM": str(county.room)}
    environment |= {"KEYS": str(tmp_path / "keys"), "CREDITPLUS_KEYS_DIRECTORY": str(tmp_path / "keys")}
    command = ["sh", "-c", typed(county)]
    done = subprocess.run(command, cwd=sources.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    for said in ("reads and appends", "nothing of the original is missing", "everything holds", "nothing was deleted"):
        assert said in done.stdout
    assert (county.room / "backup" / "base" / "backup_manifest").exists()


@pytest.mark.parametrize("word", ["中文提要", "安装", "升级", "备份", "恢复", "密钥", "事故", "监控"])
def test_the_page_says_it_in_chinese_too(word: str) -> None:
    assert word in PAGE
