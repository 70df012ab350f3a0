"""The floors hold: every import contract is kept here, and each was broken on purpose and seen to break."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

from tests.house import sources

STORY = ["records", "rulebooks", "ledger", "scores", "scenarios", "decisions", "guardrails"]
CONTRACTS = tomllib.loads((sources.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]

# A contract, the file that is to break it, and what is written into that file.
BROKEN = [
    ("floors", "records.py", "from creditplus import tools"),
    ("floors", "arithmetic.py", "from creditplus import ledger"),
    ("floors", "tools/clock.py", "from creditplus.actions import report_record"),
    ("floors", "actions/report_record.py", "import creditplus.web"),
    ("floors", "gadgets.py", "import msgspec"),
    ("story", "records.py", "from creditplus import scores"),
    ("no-cycles", "audit.py", "from creditplus import people"),
    ("nouns-are-pure", "records.py", "import litestar"),
    ("nouns-are-pure", "errors.py", "def late() -> None:\n    import requests"),
    ("actions-know-no-library", "actions/report_record.py", "import sqlalchemy"),
    ("one-library-one-home", "tools/clock.py", "import redis"),
    ("one-library-one-home", "tools/clock.py", "import numpy"),
    ("verbs-never-call-verbs", "actions/report_record.py", "from creditplus.actions import read_score"),
    ("tools-never-lean-on-tools", "tools/clock.py", "from creditplus.tools import engine"),
]


def lint(package: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the linter with our contracts over a copy of the package (or the package itself)."""
    program = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    paths = os.pathsep.join([str(package.parent), str(sources.ROOT)])
    config = ["--config", str(sources.ROOT / "pyproject.toml")]
    return subprocess.run(
        [*program, *config, *arguments],
        cwd=package.parent,
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def small_package(tmp_path: Path) -> Path:
    """A tiny package with every floor in it, which keeps every contract."""
    package = tmp_path / "creditplus"
    for name in ["__init__", "__main__", "errors", "arithmetic", "people", "audit", *STORY]:
        write(package / f"{name}.py", "")
    for floor, names in {"web": [], "actions": ["report_record", "read_score"], "tools": ["clock", "engine"]}.items():
        for name in ["__init__", *names]:
            write(package / floor / f"{name}.py", "")
    write(package / "people.py", "from creditplus import audit")
    write(package / "ledger.py", "from creditplus import arithmetic, records, rulebooks")
    write(package / "tools" / "engine.py", "import durable")
    return package


def write(file: Path, text: str) -> None:
    """Write a file, and the folder it lies in."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{text}\n", "utf-8")


def test_the_package_keeps_every_contract() -> None:
    done = lint(sources.PACKAGE)
    assert (done.returncode, done.stdout if done.returncode else "") == (0, "")


def test_a_small_package_keeps_every_contract_before_it_is_broken(small_package: Path) -> None:
    done = lint(small_package)
    assert (done.returncode, done.stdout if done.returncode else "") == (0, "")


@pytest.mark.parametrize(("contract", "file", "line"), BROKEN)
def test_each_contract_breaks_when_it_is_broken_on_purpose(
    contract: str, file: str, line: str, small_package: Path
) -> None:
    write(small_package / file, line)
    done = lint(small_package, "--contract", contract)
    assert (done.returncode, "0 kept, 1 broken" in done.stdout) == (1, True)


def test_every_contract_is_broken_on_purpose_here() -> None:
    assert {contract for contract, _, _ in BROKEN} == {contract["id"] for contract in CONTRACTS}


def test_the_picture_in_the_readme_is_the_import_graph() -> None:
    picture = next(line for line in (sources.ROOT / "README.md").read_text("utf-8").splitlines() if " → " in line)
    there = [station for station in STORY if (sources.PACKAGE / f"{station}.py").exists()]
    drawn = [station for station in picture.split(" → ") if (sources.PACKAGE / f"{station}.py").exists()]
    graph = grimp.build_graph("creditplus", cache_dir=None)
    backwards = [
        (earlier, later)
        for place, earlier in enumerate(there)
        for later in there[place + 1 :]
        if graph.find_shortest_chain(f"creditplus.{earlier}", f"creditplus.{later}")
    ]
    assert (picture, drawn, backwards) == (" → ".join(STORY), there, [])
