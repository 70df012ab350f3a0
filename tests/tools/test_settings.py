"""Settings are read from one environment and one file, each with its meaning, and a misspelt one is refused by name."""

from pathlib import Path

import pytest

from creditplus.errors import Invalid
from creditplus.tools import settings
from creditplus.tools.settings import Settings
from tests.house import sources


def problems(environment: dict[str, str]) -> list[str]:
    with pytest.raises(Invalid) as refused:
        settings.read_from(environment)
    assert refused.value.type == "bad-settings"
    return [problem.told() for problem in refused.value.problems]


def test_without_anything_the_defaults_hold() -> None:
    read, sources = settings.read_from({"PATH": "/bin"})
    assert (read, set(sources.values())) == (Settings(), {"default"})


def test_the_environment_wins_over_the_file_and_each_source_is_told(tmp_path: Path) -> None:
    file = tmp_path / "creditplus.toml"
    file.write_text('issuer = "city"\naudience = "city"\ndev_sign_in = true\ndatabase_connections = 4\n')
    environment = {"CREDITPLUS_SETTINGS": str(file), "CREDITPLUS_ISSUER": "county"}
    read, sources = settings.read_from(environment)
    assert (read.issuer, read.audience, read.dev_sign_in, read.database_connections) == ("county", "city", True, 4)
    assert (sources["issuer"], sources["audience"]) == ("CREDITPLUS_ISSUER", str(file))


@pytest.mark.parametrize(("written", "read"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_yes_and_no_are_understood(written: str, read: bool) -> None:
    assert settings.read_from({"CREDITPLUS_DEV_SIGN_IN": written})[0].dev_sign_in is read


def test_a_misspelt_setting_is_refused_with_the_nearest_name() -> None:
    said = problems({"CREDITPLUS_DATABSE_URL": "sqlite://", "CREDITPLUS_keys_directory": "x"})
    assert said == [
        "environment: CREDITPLUS_DATABSE_URL: no such setting; the nearest is `CREDITPLUS_DATABASE_URL`",
        "environment: CREDITPLUS_keys_directory: no such setting; the nearest is `CREDITPLUS_KEYS_DIRECTORY`",
    ]


def test_every_problem_is_told_at_once_and_no_value_is_repeated(tmp_path: Path) -> None:
    file = tmp_path / "creditplus.toml"
    file.write_text('isuer = "x"\n')
    environment = {
        "CREDITPLUS_SETTINGS": str(file),
        "CREDITPLUS_DEV_SIGN_IN": "s3cret",
        "CREDITPLUS_DATABASE_CONNECTIONS": "0",
    }
    said = problems(environment)
    assert ([line.split(": ")[0] for line in said], "s3cret" in "".join(said)) == (
        [str(file), "CREDITPLUS_DATABASE_CONNECTIONS", "CREDITPLUS_DEV_SIGN_IN"],
        False,
    )


@pytest.mark.parametrize("content", [None, b"issuer = ", b"\xff"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "creditplus.toml"
    if content is not None:
        file.write_bytes(content)
    assert len(problems({"CREDITPLUS_SETTINGS": str(file)})) == 1


def test_which_servers_the_tests_start_is_no_setting() -> None:
    assert settings.read_from({"CREDITPLUS_POSTGRES_BIN": "/x", "CREDITPLUS_REDIS_SERVER": "/y"})[0] == Settings()


def test_each_setting_is_told_with_its_source_and_meaning_and_without_its_password() -> None:
    environment = {
        "CREDITPLUS_DATABASE_URL": "postgresql://county:s3cret@db/x",
        "CREDITPLUS_REDIS_URL": "redis://:s3cret@r",
    }
    told = list(settings.told(environment))
    assert (len(told), "s3cret" in "".join(told)) == (len(Settings.__struct_fields__), False)
    assert told[0].splitlines()[0] == "CREDITPLUS_DATABASE_URL = postgresql://county:…@db/x  [CREDITPLUS_DATABASE_URL]"
    assert all(len(line.splitlines()) == 3 for line in told)


def test_the_demonstration_door_is_closed_by_default() -> None:
    assert Settings().dev_sign_in is False


def test_a_portal_that_is_half_described_is_refused_with_what_is_missing() -> None:
    said = problems({"CREDITPLUS_OIDC_ISSUER": "https://sso.example", "CREDITPLUS_TICKET_CLIENT": "county"})
    missing = [
        "oidc_client_id",
        "oidc_client_secret",
        "public_url",
        "ticket_address",
        "ticket_exchange",
        "ticket_secret",
    ]
    assert [line.split(": ")[1] for line in said] == missing


def test_secrets_of_portals_are_never_told() -> None:
    oidc = {"ISSUER": "https://sso.example", "CLIENT_ID": "county", "CLIENT_SECRET": "s3cret"}
    environment = {"CREDITPLUS_PUBLIC_URL": "https://credit.example"}
    environment |= {f"CREDITPLUS_OIDC_{name}": value for name, value in oidc.items()}
    told = "".join(settings.told(environment))
    assert ("s3cret" in told, "CREDITPLUS_OIDC_CLIENT_SECRET = …" in told) == (False, True)


def test_the_page_about_access_names_every_setting_of_the_portals() -> None:
    page = (sources.ROOT / "docs" / "access.md").read_text("utf-8")
    portals = [name for name in Settings.__struct_fields__ if name.startswith(("oidc", "ticket", "public", "dev"))]
    assert [name for name in portals if f"`{name}`" not in page] == []
