"""A citizen id can be found and opened again with the key, only for its own row, and is noise without it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import freezegun
import pytest

from creditplus.tools import identity

NUMBER = "239900196001010014"


@pytest.fixture(autouse=True)
def opened(tmp_path: Path) -> Iterator[Path]:
    """A folder of identity keys, opened."""
    identity.open(tmp_path / "keys")
    yield tmp_path / "keys"
    identity._keys.clear()


def test_the_same_number_gives_the_same_hash_and_never_the_same_encryption() -> None:
    assert identity.lookup(NUMBER) == identity.lookup(NUMBER) != identity.lookup(NUMBER[::-1])
    assert identity.seal(NUMBER, "p1") != identity.seal(NUMBER, "p1")


def test_what_was_sealed_opens_again_and_does_not_show_the_number() -> None:
    sealed = identity.seal(NUMBER, "p1")
    assert (identity.unseal(sealed, "p1"), NUMBER.encode() in sealed) == (NUMBER, False)


def test_it_opens_for_no_other_row_and_not_after_any_flipped_bit() -> None:
    sealed = identity.seal(NUMBER, "p1")
    with pytest.raises(identity.Unreadable):
        identity.unseal(sealed, "p2")
    for place in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[place] ^= 1
        with pytest.raises(identity.Unreadable):
            identity.unseal(bytes(flipped), "p1")


def test_keys_lie_in_files_for_their_owner_alone(opened: Path) -> None:
    assert [path.stat().st_mode & 0o777 for path in opened.glob("*")] == [0o600]
    assert opened.stat().st_mode & 0o777 == 0o700


def test_opening_again_gives_the_same_hashes(opened: Path) -> None:
    before = identity.lookup(NUMBER)
    identity.open(opened)
    assert identity.lookup(NUMBER) == before


def test_after_a_rotation_old_hashes_are_still_looked_for_and_old_seals_still_open() -> None:
    old, sealed = identity.lookup(NUMBER), identity.seal(NUMBER, "p1")
    made = identity.rotate(0)
    assert (identity.lookup(NUMBER).split(":")[0], identity.lookups(NUMBER)[1:]) == (made, [old])
    assert (identity.unseal(sealed, "p1"), identity.newest()) == (NUMBER, f"{made}:")


def test_a_new_key_is_looked_for_at_once_and_used_only_when_every_process_knows_it() -> None:
    with freezegun.freeze_time("2026-07-01", real_asyncio=True) as held:
        old = identity.lookup(NUMBER)
        made = identity.rotate()
        assert [one.split(":")[0] for one in identity.lookups(NUMBER)] == [old.split(":")[0], made]
        held.tick(identity.ANNOUNCED_S)
        assert [one.split(":")[0] for one in identity.lookups(NUMBER)] == [made, old.split(":")[0]]


def test_a_key_that_a_neighbouring_process_made_is_noticed(opened: Path) -> None:
    before = identity.lookups(NUMBER)
    program = "import sys, pathlib; from creditplus.tools import identity; identity.open(pathlib.Path(sys.argv[1])); "
    subprocess.run([sys.executable, "-c", f"{program} identity.rotate(0)", str(opened)], check=True)
    assert (len(identity.lookups(NUMBER)), identity.lookups(NUMBER)[1:]) == (2, before)


def test_a_name_that_was_given_before_a_rotation_is_still_known() -> None:
    old = identity.alias("link", "p1")
    identity.rotate(0)
    assert (identity.alias("link", "p1") != old, identity.aliases("link", "p1")[1:]) == (True, [old])


def test_a_row_sealed_anew_keeps_the_persons_own_key() -> None:
    sealed = identity.seal(NUMBER, "p1")
    note = identity.conceal("我的说明", sealed, "p1", "statements/7")
    made = identity.rotate(0)
    again = identity.reseal(sealed, "p1")
    assert (again[: identity.ID].hex(), identity.unseal(again, "p1")) == (made, NUMBER)
    assert identity.reveal(note, again, "p1", "statements/7") == "我的说明"


def test_what_is_concealed_opens_only_with_the_persons_own_row_and_for_its_own_place() -> None:
    sealed = identity.seal(NUMBER, "p1")
    note = identity.conceal("我的说明", sealed, "p1", "statements/7")
    other = identity.seal(NUMBER, "p1")  # the same person, erased and met again: another key
    for row, place in ((sealed, "statements/8"), (other, "statements/7")):
        with pytest.raises(identity.Unreadable):
            identity.reveal(note, row, "p1", place)
    assert "我的说明".encode() not in note


def test_other_keys_give_other_hashes_and_cannot_open(tmp_path: Path) -> None:
    ours, sealed = identity.lookup(NUMBER), identity.seal(NUMBER, "p1")
    identity.open(tmp_path / "elsewhere")
    assert identity.lookup(NUMBER) != ours
    with pytest.raises(identity.Unreadable):
        identity.unseal(sealed, "p1")


def test_without_keys_nothing_is_looked_up() -> None:
    identity._keys.clear()
    with pytest.raises(RuntimeError, match=r"call identity\.open first"):
        identity.lookup(NUMBER)
