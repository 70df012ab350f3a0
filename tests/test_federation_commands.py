"""The commands between cities, as an administrator types them: keys, statements, joining, and comparing two logs."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from creditplus import __main__
from creditplus.federation.attestations import Tallies
from creditplus.tools import settings, tokens
from tests import neighbours
from tests.neighbours import City, Visit

QIQIHAR, HEIHE = "230200", "231100"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """One command of a province's command line, with a fresh database: its exit code, and what it printed where."""
    chosen = {
        "database_url": f"sqlite:///{tmp_path / 'own.db'}",
        "keys_directory": str(tmp_path / "keys"),
        "public_url": "http://127.0.0.1:9",
    }
    for name, value in chosen.items():
        monkeypatch.setenv(f"CREDITPLUS_{name.upper()}", value)

    def done(*arguments: str, **more: str) -> tuple[int, str, str]:
        for name, value in more.items():
            monkeypatch.setenv(f"CREDITPLUS_{name.upper()}", value)
        settings.read.cache_clear()
        code = __main__.main(["federation", *arguments])
        settings.read.cache_clear()
        told = capsys.readouterr()
        return code, told.out, told.err

    assert __main__.main(["migrate"]) == 0
    capsys.readouterr()
    return done


@pytest.fixture
def keys_of(tmp_path: Path) -> Callable[[City], str]:
    """A file with a city's public keys."""

    def written(city: City) -> str:
        file = tmp_path / f"{city.code}.json"
        file.write_text(json.dumps(city.keys.jwks()), "utf-8")
        return str(file)

    return written


def test_a_province_vouches_renews_removes_and_lists(run: Run, tmp_path: Path, keys_of: Callable[[City], str]) -> None:
    city = City(tmp_path, QIQIHAR)
    first = run("statement", QIQIHAR, "--keys", keys_of(city), "--address", "https://credit.example")
    with neighbours.playing() as played:
        moved = run("statement", QIQIHAR, "--keys", keys_of(city), "--address", played.address)
        city.keys.rotate()
        said = tokens.Metadata(tokens.City(QIQIHAR))
        itself = tokens.configuration(city.keys, played.address, said)
        played.publish = lambda visit: visit.say(itself.encode())
        renewed = run("statement", "--renew")
    silent = run("statement", "--renew")
    removed = run("statement", QIQIHAR, "--remove")
    again = run("statement", "--renew")
    ids = [one["kid"][:12] for one in city.keys.jwks()["keys"]]
    assert [one[0] for one in (first, moved, renewed, silent, removed, again)] == [0] * 6
    assert [one[1].split()[:2] for one in (first, moved, renewed, silent, removed)] == [
        [QIQIHAR, str(number)] for number in range(1, 6)
    ]
    assert (", ".join(ids) in renewed[1], ", ".join(ids) in silent[1], "no answer" in silent[2]) == (True,) * 3
    assert ("removed" in removed[1], again[1]) == (True, "")
    assert run("list")[1] == removed[1]


def test_what_is_not_sound_is_not_signed(run: Run, tmp_path: Path, keys_of: Callable[[City], str]) -> None:
    city = City(tmp_path, QIQIHAR)
    keys = keys_of(city)
    wrong = [
        run("statement", QIQIHAR, "--keys", keys, "--address", "http://credit.example"),
        run("statement", "230281", "--keys", keys, "--address", "https://credit.example"),
        run("statement", QIQIHAR, "--keys", keys, "--address", "https://credit.example", "--days", "8"),
        run("statement", QIQIHAR, "--remove"),
        run("statement", QIQIHAR),
    ]
    assert [code for code, _, _ in wrong] == [1, 1, 1, 1, 2]
    assert run("list")[1] == ""


def test_a_key_and_its_successor_are_public_before_the_successor_signs(run: Run, tmp_path: Path) -> None:
    first = json.loads(run("init", "city")[1])["keys"]
    both = json.loads(run("init", "city", "--next")[1])["keys"]
    keys = tokens.Keys.open(tmp_path / "keys" / "city", QIQIHAR, QIQIHAR)
    assert (len(first), len(both), both[0], keys.kid) == (1, 2, first[0], first[0]["kid"])
    assert all("d" not in one for one in both)


def test_a_city_joins_once_the_province_vouches_for_the_key_that_signs_there(run: Run, tmp_path: Path) -> None:
    own = json.loads(run("init", "city")[1])
    with neighbours.playing() as played:
        province = neighbours.Province(tmp_path, played.address)
        pinned = tmp_path / "pinned.json"
        pinned.write_bytes(province.pinned)
        among = {"federation_city": QIQIHAR, "federation_province": played.address, "federation_keys": str(pinned)}
        silent = run("join", **among)
        city = City(tmp_path / "other", QIQIHAR)
        told: dict[str, Any] = {"list": ["https://credit.example"]}

        def publish(visit: Visit) -> None:
            visit.say(told["one"].encode() if "sub=" in visit.path else json.dumps(told["list"]).encode())

        played.publish = publish
        told["one"] = province.vouch(city, "https://credit.example")
        other_key = run("join", **among)
        told["one"] = province.vouch(city, "https://credit.example", keys=tuple(own["keys"]))
        joined = run("join", **among)
    tokens.leave()
    assert [one[0] for one in (silent, other_key, joined)] == [1, 1, 0], joined
    assert "joined" in joined[1]


def test_without_its_settings_a_city_does_not_join(run: Run) -> None:
    code, _, said = run("join")
    assert (code, "federation_city" in said) == (1, True)


def test_two_logs_are_compared_and_an_answer_that_was_never_given_is_found(run: Run, tmp_path: Path) -> None:
    on, files = date(2026, 11, 28), []
    logs = [
        Tallies(city=QIQIHAR, on=on, given={HEIHE: ("a" * 64, "b" * 64)}, heard={}),
        Tallies(city=HEIHE, on=on, given={}, heard={QIQIHAR: ("a" * 64,)}),
        Tallies(city=HEIHE, on=on, given={}, heard={QIQIHAR: ("a" * 64, "c" * 64)}),
    ]
    for place, log in enumerate(logs):
        file = tmp_path / f"log-{place}.json"
        file.write_bytes(msgspec.json.encode(log))
        files.append(str(file))
    good, bad = run("reconcile", files[0], files[1]), run("reconcile", files[0], files[2])
    assert (good[0], "in both 1" in good[1], "only at home 1, 只有对方 only there 0" in good[1]) == (0, True, True)
    assert (bad[0], "only there 1" in bad[1]) == (1, True)
