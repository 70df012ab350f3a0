"""A citizen id can be found and opened again with the key, only for its own row, and is noise without it."""

from collections.abc import Iterator
from pathlib import Path

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


def test_after_a_rotation_old_hashes_are_still_looked_for_and_old_seals_still_open(opened: Path) -> None:
    old, sealed = identity.lookup(NUMBER), identity.seal(NUMBER, "p1")
    identity.rotate(opened)
    identity.open(opened)
    assert (identity.lookup(NUMBER) != old, identity.lookups(NUMBER)[1:]) == (True, [old])
    assert identity.unseal(sealed, "p1") == NUMBER


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
