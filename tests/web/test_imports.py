"""A file of records comes in at its door as a stream; what became of each row can be read there, also after a kill."""

import json
import secrets
from collections.abc import Iterator

import pytest

from creditplus.imports import Step
from creditplus.tools import store
from tests.web.town import COUNTY, Town, good, merit, problem

WHERE = f"/v1/counties/{COUNTY}/records"
NDJSON = "application/x-ndjson"


def row(**changes: object) -> bytes:
    """One row of a file."""
    return json.dumps(merit(**changes)).encode() + b"\n"


def pieces(body: bytes, size: int = 700) -> Iterator[bytes]:
    """A body without an announced length."""
    for start in range(0, len(body), size):
        yield body[start : start + size]


def tally(**counts: int) -> dict[str, int | bool]:
    """How many rows of each sort."""
    every = dict.fromkeys(("accepted", "same", "conflicts", "refused"), 0) | counts
    return {"rows": sum(every.values()), **every, "done": True}


def test_a_file_comes_as_a_stream_and_its_refused_rows_can_be_read(any_town: Town) -> None:
    key = secrets.token_hex(8)
    headers = any_town.of("provider") | {"Content-Type": NDJSON, "Idempotency-Key": key}
    body = row(id=f"{key}-1") * 2 + row(kind="nothing") + b"".join(row() for _ in range(3_000))
    told = good(any_town.http.post(WHERE, content=pieces(body), headers=headers))
    assert told == {"id": key, "outcome": "read", "tally": tally(accepted=3_001, same=1, refused=1)}
    assert good(any_town.http.post(WHERE, content=pieces(body, 9_999), headers=headers)) == told
    seen = good(any_town.http.get(f"/v1/imports/{key}", headers=any_town.of("provider")))
    assert (seen["tally"], [one["row"] for one in seen["refused_rows"]]) == (told["tally"], [3])
    after = good(any_town.http.get(f"/v1/imports/{key}", params={"after_row": 3}, headers=any_town.of("provider")))
    assert (after["refused_rows"], after["more"]) == ([], False)


def test_a_list_of_a_few_records_is_kept_together(town: Town) -> None:
    told = good(town.report([merit(), merit(fields={}), 5]))
    assert told["tally"] == tally(accepted=1, refused=2)


def test_another_provider_does_not_see_a_file(town: Town) -> None:
    good(town.report([merit()], Idempotency_Key="mine"))
    other = town.of("provider", town.register("provider"))
    assert problem(town.http.get("/v1/imports/mine", headers=other)) == "unknown-import"


@pytest.mark.parametrize("media", ["text/csv; charset=utf-16", f"{NDJSON}; charset=latin1", f"{NDJSON}; header=absent"])
def test_a_file_in_an_unknown_encoding_is_refused(town: Town, media: str) -> None:
    headers = town.of("provider") | {"Content-Type": media}
    assert problem(town.http.post(WHERE, content=row(), headers=headers)) == "wrong-media"


def test_a_compressed_file_is_refused_before_it_is_opened(town: Town) -> None:
    headers = town.of("provider") | {"Content-Type": NDJSON, "Content-Encoding": "gzip"}
    assert problem(town.http.post(WHERE, content=b"\x1f\x8b" + b"\0" * 1000, headers=headers)) == "wrong-media"


def test_a_table_whose_columns_have_no_names_is_refused(town: Town) -> None:
    headers = town.of("provider") | {"Content-Type": "text/csv"}
    assert [
        problem(town.http.post(WHERE, content=body, headers=headers)) for body in (b"", b"id,id\n", b"id,,on\n")
    ] == ["unreadable"] * 3


def test_a_longer_list_than_one_request_may_have_is_a_file(town: Town) -> None:
    answer = town.report([merit() for _ in range(900)])
    assert problem(answer) == "too-large"
    headers = town.of("provider") | {"Content-Type": "application/json"}
    unannounced = town.http.post(
        WHERE, content=pieces(json.dumps([merit() for _ in range(900)]).encode()), headers=headers
    )
    assert problem(unannounced) == "too-large"


def test_a_sender_who_breaks_off_has_lost_nothing_that_was_told_as_kept(town: Town) -> None:
    key = secrets.token_hex(8)
    headers = town.of("provider") | {"Content-Type": NDJSON, "Idempotency-Key": key}
    body = b"".join(row() for _ in range(5_000))

    def broken() -> Iterator[bytes]:
        yield from pieces(body[: len(body) // 2], 10_000)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        town.http.post(WHERE, content=broken(), headers=headers)
    told = good(town.http.post(WHERE, content=body, headers=headers))
    assert told["tally"] == tally(accepted=5_000)
    name = f"{town.clients['provider'].id}:{key}"
    steps = town.within(lambda db: store.read(db, Step, import_id=name))
    assert [step.accepted for step in steps] == [4_000, 1_000]
