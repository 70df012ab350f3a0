"""What nobody may ever write down: the codes that were shown and the plates that were named anywhere in this run of the tests."""

import re

from creditplus import people

PLANTED: set[str] = set()
HEARD: set[str] = set()
"""Where somebody was heard of during the whole run."""


def planted(word: str) -> str:
    """A word that no log may hold from now on."""
    PLANTED.add(word)
    return word


def sings(said: str) -> bool:
    """Whether a text says who somebody is: a citizen id, or a planted word."""
    found = re.findall(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])", said)
    return any(people.citizen_id(one) for one in found) or any(word in said for word in PLANTED)


def listen(place: str, said: str) -> None:
    """Note the place, if what is said there says who somebody is."""
    if sings(said):
        HEARD.add(place)
