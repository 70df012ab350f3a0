"""A small body that would grow large when it is unpacked is not unpacked: it is refused, soon and in little memory."""

import gzip
import io
import zipfile
import zlib

import pytest

from creditplus.web import app
from tests import memory
from tests.web.test_anything import ROLE
from tests.web.test_roles import FILLED
from tests.web.town import COUNTY, Town, problem

LARGE = 48 * 2**20
"""What a body of some 48 KiB would become: small enough for every door, if it were taken as it comes."""
BOMBS = {
    "gzip": gzip.compress(b"[" * LARGE),
    "deflate": zlib.compress(b"[" * LARGE),
    "identity, gzip": gzip.compress(b" " * LARGE),
}


def zipped() -> bytes:
    """The same in an archive, named as tables are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.ndjson", b"[" * LARGE)
    return packed.getvalue()


@pytest.mark.parametrize("coding", BOMBS)
def test_no_door_unpacks_a_body(town: Town, coding: str) -> None:
    taking = [door for door in app.create(town.settings).state.doors if door.takes is not None]
    people = {door.verb: town.of(ROLE.get(door.verb, "nobody")) for door in taking}

    def sent() -> dict[str, int]:
        told = {}
        for door in taking:
            headers = people[door.verb] | {"Content-Type": door.media[0], "Content-Encoding": coding}
            headers |= {"If-Match": "x"}
            path = door.path.format(**FILLED)
            told[door.verb] = town.http.request(door.method, path, content=BOMBS[coding], headers=headers).status_code
        return told

    told, grown = memory.traced(sent)
    assert {verb: status for verb, status in told.items() if status not in (400, 404, 412, 415)} == {}
    assert grown < LARGE // 2


@pytest.mark.parametrize("media", ["application/zip", "application/json", "application/x-ndjson", "text/csv"])
def test_an_archive_is_no_file_of_records(town: Town, media: str) -> None:
    headers = town.of("provider") | {"Content-Type": media}
    answer = town.http.post(f"/v1/counties/{COUNTY}/records", content=zipped(), headers=headers)
    if answer.status_code == 200:
        assert answer.json()["tally"]["accepted"] == 0
    else:
        assert problem(answer) in ("wrong-media", "unreadable", "too-large")
