"""The whole service runs as a role of the database that only reads and appends, as a deployment runs it."""

import secrets
from pathlib import Path

import msgspec
import pytest

from creditplus import __main__
from creditplus.tools import settings
from tests import servers
from tests.tools.test_admission import as_service
from tests.web import town as towns
from tests.web.town import COUNTY, Town, good, merit


def test_everything_that_people_do_works_as_somebody_who_owns_nothing(
    postgres_town: Town, postgres: servers.Postgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    owner, role = postgres_town.settings, f"service_{secrets.token_hex(4)}"
    service = msgspec.structs.replace(owner, database_url=as_service(postgres, owner.database_url, role))
    monkeypatch.setenv("CREDITPLUS_KEYS_DIRECTORY", str(owner.keys_directory))

    def command(url: str, *words: str) -> int:
        monkeypatch.setenv("CREDITPLUS_DATABASE_URL", url)
        settings.read.cache_clear()
        return __main__.main(list(words))

    assert command(owner.database_url, "migrate", "--for", role) == 0
    with towns.running(service) as address:
        town = Town(address, service)
        town.clients = postgres_town.clients
        number = town.joined()
        good(town.report(merit(person=number)))
        good(town.report([merit(person=number) for _ in range(3)]))
        assert good(town.ask(town.code(number)))["outcome"] in ("benefit", "standard")
        assert town.http.get(f"/v1/scenarios?county={COUNTY}").json() != []
        assert good(town.http.get("/v1/me/export", headers=town.resident(number)))["citizen_id"] == number
        good(town.http.post("/v1/me/departure", headers=town.resident(number)))
        good(town.http.post("/v1/me/erasure", headers=town.resident(number)))
        town.http.close()
    url = service.database_url
    assert [command(url, *words) for words in (["seal"], ["verify", "--log"], ["purge", "--dry-run"])] == [0, 0, 0]
    assert command(url, "checkpoints", str(tmp_path / "kept")) == 0
    assert command(url, "lost", "--against", str(tmp_path / "kept" / "own"), "--original", owner.database_url) == 0
    assert command(owner.database_url, "purge") == 0
    settings.read.cache_clear()
