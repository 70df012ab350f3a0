"""The log gets a new key: what was sealed stays sealed, a key that was given up seals nothing more, and a witness begins anew."""

import subprocess
import sys
from pathlib import Path

import pytest

from creditplus.actions.ask_witness import ask_witness
from creditplus.actions.renew_log_key import renew_log_key
from creditplus.actions.witness_checkpoint import witness_checkpoint
from creditplus.console import custody
from creditplus.errors import NotFound
from creditplus.log import verifier
from creditplus.people import NOBODY
from creditplus.tools import sealing, store
from tests.actions import logs
from tests.actions.test_custody import the_town_url, witness  # noqa: F401 # the fixture: another deployment
from tests.town import Town


async def renewed(the_town: Town, folder: Path) -> None:
    """A log with a seal by each of two keys, which are of this test alone."""
    sealing.open(folder / "keys", "creditplus")
    await logs.happen(the_town, 130)
    await logs.seal(the_town)
    await the_town.act(renew_log_key, logs.TERMINAL)
    await logs.happen(the_town, 140)
    await logs.seal(the_town)


async def test_both_keys_hold_after_the_processes_started_again(the_town: Town, tmp_path: Path) -> None:
    await renewed(the_town, tmp_path)
    names = [key.name for key in sealing.logs()]
    sealing.open(tmp_path / "keys", "creditplus")
    checked = await logs.check(the_town)
    assert (names, sealing.log().name) == (["creditplus/log", "creditplus/log-2"], "creditplus/log-2")
    assert (checked.wrong, checked.seals) == ((), 2)


async def test_a_key_that_was_given_up_seals_nothing_more(the_town: Town, tmp_path: Path) -> None:
    await renewed(the_town, tmp_path)
    (tmp_path / "keys" / "log-2.ed25519").rename(tmp_path / "aside")
    sealing.open(tmp_path / "keys", "creditplus")  # whoever stole the first key has only that
    await logs.happen(the_town, 10)
    await logs.seal(the_town)
    (tmp_path / "aside").rename(tmp_path / "keys" / "log-2.ed25519")
    sealing.open(tmp_path / "keys", "creditplus")
    assert [words.en for words in (await logs.check(the_town)).wrong] == ["the signature of seal 3 does not hold"]


async def test_a_witness_sees_a_log_that_begins_and_signs_it_only_if_its_people_registered_the_key(
    the_town: Town,
    witness: Town,  # noqa: F811 # the fixture
    tmp_path: Path,
) -> None:
    await renewed(the_town, tmp_path)
    async with the_town.store.reading() as db:
        _, sent = await ask_witness(db, logs.TERMINAL, 0)
    with pytest.raises(NotFound, match="unknown-log"):
        await witness.act(witness_checkpoint, NOBODY, sealing.logs()[:1], sent)
    assert (await witness.act(witness_checkpoint, NOBODY, sealing.logs(), sent)).line is not None


async def test_a_package_with_two_keys_is_checked_with_both_in_their_order(
    the_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await renewed(the_town, tmp_path)
    folder = tmp_path / "package"
    monkeypatch.setattr(custody, "opened", lambda: store.open(the_town_url(the_town)))
    assert await custody.evidence(str(folder)) == 0
    first, second = (folder / "key").read_text("utf-8").split()
    ask = [sys.executable, "-I", "-S", str(folder / "verifier.py"), str(folder)]

    def ended(*keys: str) -> int:
        words = [word for key in keys for word in ("--key", key)]
        return subprocess.run([*ask, *words], capture_output=True, check=False).returncode

    assert [ended(first, second), ended(second, first), ended(second), ended(first)] == [0, 1, 1, 1]
    assert verifier.check(folder, [first, second], [], None) == []
