"""At the doors: who looked, everything in one file, the log's seals and proofs, and a witness that another deployment asks."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from creditplus import __main__
from creditplus.log import notes, seals
from creditplus.tools import sealing, settings
from tests.web import town as towns
from tests.web.town import Town, good, problem


def test_a_person_sees_who_asked_and_takes_everything_out(any_town: Town) -> None:
    number = any_town.joined()
    person = any_town.resident(number)
    code = any_town.code(number)
    good(any_town.ask(code))
    any_town.ask(code)  # used: refused, and the person sees that too
    looks = good(any_town.http.get("/v1/me/access", headers=person))["looks"]
    told = [(look["role"], look["outcome"]) for look in looks]
    assert told == [("operator", "refused"), ("operator", "standard"), ("nobody", "signed in")]
    assert looks[1]["authorisation"] is not None
    decided = good(any_town.http.get("/v1/me/decisions", headers=person))["decisions"]
    assert [one["decision"] for one in decided] == [looks[1]["decision"]]
    whole = good(any_town.http.get("/v1/me/export", headers=person))
    packed = any_town.http.get("/v1/me/export?form=csv", headers=person)
    assert (whole["citizen_id"], packed.headers["content-type"]) == (number, "application/zip")
    with zipfile.ZipFile(BytesIO(packed.content)) as archive:
        assert "decisions.csv" in archive.namelist()


def test_the_instance_of_a_refusal_leads_to_its_event(any_town: Town) -> None:
    operator = any_town.of("operator")
    refused = any_town.ask("L" * 16)
    found = good(any_town.http.get(refused.json()["instance"], headers=operator))
    assert (found["verb"], found["problem"], found["detail"]) == ("decide_scenario", "unknown-code", {})
    stranger = any_town.http.get(refused.json()["instance"], headers=any_town.of("provider"))
    assert problem(stranger) == "unknown-event"


@pytest.fixture
def at_the_terminal(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The town, whose database and keys the command line uses."""
    monkeypatch.setenv("CREDITPLUS_DATABASE_URL", town.settings.database_url)
    monkeypatch.setenv("CREDITPLUS_KEYS_DIRECTORY", str(town.settings.keys_directory))
    settings.read.cache_clear()
    yield town
    settings.read.cache_clear()


def test_seals_are_made_read_proved_checked_and_handed_out(at_the_terminal: Town, tmp_path: Path) -> None:
    town = at_the_terminal
    town.joined()
    assert [__main__.main(["seal"]), __main__.main(["verify", "--log"])] == [0, 0]
    auditor = town.of("auditor")
    newest = good(town.http.get("/v1/seals", headers=auditor))["seals"][0]["seal"]
    event = next(one for one in reversed(town.events(verb="enrol_person")))
    proof = good(town.http.get(f"/v1/seals/{newest['number']}/proof?event={event.id}", headers=auditor))
    hashes = [bytes.fromhex(one) for one in proof["hashes"]]
    found = seals.included(seals.leaf(proof["line"].encode()), proof["place"], proof["size"], hashes)
    assert (found or b"").hex() == newest["root"]
    asked = town.http.get(f"/v1/seals/{newest['number']}/proof", headers=auditor)
    assert problem(asked) == "event-or-seal"
    assert __main__.main(["evidence", str(tmp_path / "package")]) == 0
    (tmp_path / "kept").write_text(newest["checkpoint"], "utf-8")
    assert __main__.main(["verify", "--log", "--against", str(tmp_path / "kept")]) == 0
    assert __main__.main(["purge", "--dry-run"]) == 0


def test_another_deployment_countersigns_over_http(
    at_the_terminal: Town, room: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert __main__.main(["seal", "--keys"]) == 0
    log, key = capsys.readouterr().out.split()
    (tmp_path / "logs").write_text(f"{log}\n", "utf-8")
    town = at_the_terminal
    chosen = msgspec.structs.replace(town.settings, witness_for=tmp_path / "logs")
    with towns.running(chosen) as address:
        witness = ["seal", "--witness", f"{address}/v1/witness", "--key", key]
        town.joined()
        assert __main__.main(witness) == 0
        town.joined()
        assert __main__.main(witness) == 0  # the witness says first which size it saw last
    newest = good(town.http.get("/v1/seals", headers=town.of("auditor")))["seals"][0]
    note = newest["seal"]["checkpoint"] + newest["cosignatures"][0] + "\n"
    assert notes.signed_by(note, sealing.witness(), sealing.checks)
    unknown = town.http.post(
        "/v1/witness/add-checkpoint", content=b"old 0\n\n" + note.encode(), headers={"Content-Type": "text/plain"}
    )
    assert problem(unknown) == "unknown-log"
