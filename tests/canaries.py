"""What nobody may ever write down: the codes that were shown and the plates that were named anywhere in this run of the tests."""

PLANTED: set[str] = set()


def planted(word: str) -> str:
    """A word that no log may hold from now on."""
    PLANTED.add(word)
    return word
