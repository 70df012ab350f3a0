"""Every package we lean on has a reason, and every package that is installed is locked by its hash."""

import re
import tomllib

from tests.house import sources

PROJECT = tomllib.loads((sources.ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def bare(requirement: str) -> str:
    """The name in a requirement: `pyjwt[crypto]>=2` is pyjwt."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return found[0].lower() if found else requirement


def locked(file: str) -> dict[str, str]:
    """Each package of a lock file with its version and hashes, whatever platform it is for."""
    text = re.sub(r" ; .*(?= )", "", (sources.ROOT / file).read_text("utf-8"))
    return {bare(part): part for part in re.split(r"\n(?=\S)", text.strip())}


def test_each_direct_dependency_has_one_reason_and_nothing_else_has() -> None:
    direct = PROJECT["dependencies"] + [one for extra in PROJECT["optional-dependencies"].values() for one in extra]
    text = (sources.ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)) == sorted(map(bare, direct))


def test_what_a_county_runs_is_locked() -> None:
    assert [one for one in map(bare, PROJECT["dependencies"]) if one not in locked("requirements.lock")] == []


def test_what_the_tests_need_is_locked_and_agrees_with_what_a_county_runs() -> None:
    county, tests = locked("requirements.lock"), locked("requirements-dev.lock")
    extra = [bare(one) for one in PROJECT["optional-dependencies"]["test"]]
    assert (
        [one for one in extra if one not in tests],
        {one: county[one] for one in county if tests.get(one) != county[one]},
    ) == ([], {})


def test_every_locked_package_has_one_version_and_a_hash() -> None:
    everything = [*locked("requirements.lock").values(), *locked("requirements-dev.lock").values()]
    assert [
        part for part in everything if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", part, re.DOTALL)
    ] == []


def test_a_county_installs_no_test_packages() -> None:
    extra = [bare(one) for one in PROJECT["optional-dependencies"]["test"]]
    assert [one for one in extra if one in locked("requirements.lock")] == []
