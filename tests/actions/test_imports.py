"""A file of records is kept step by step, each row for itself, and never twice."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from creditplus.audit import Event
from creditplus.errors import Forbidden, Invalid
from creditplus.imports import RefusedRow, Step
from creditplus.people import Actor
from creditplus.records import Record
from creditplus.tools import clock, store
from creditplus.web import files, rows
from tests.town import HOME, PROVIDER, Town
from tests.web.town import citizen_id

PEOPLE = [citizen_id() for _ in range(5)]


def line(number: int, **changes: Any) -> bytes:
    """A good row but for what is changed."""
    body = {"id": f"r-{number}", "person": PEOPLE[number % 5], "kind": "volunteer_service", "on": str(clock.today())}
    return json.dumps(body | {"fields": {"hours": 2.5}} | changes, ensure_ascii=False).encode() + b"\n"


async def cut(body: bytes, size: int) -> AsyncIterator[bytes]:
    """A body in pieces."""
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def sent(town: Town, body: bytes, name: str = "a", form: Any = "ndjson", size: int = 999, **more: Any) -> Any:
    """A file, sent in pieces of a size."""
    found = rows.batches(cut(body, size), form, more.get("charset", "utf-8"))
    receipt = await files.take(town.store, more.pop("by", PROVIDER), HOME, name, form, found, **more)
    assert receipt.tally is not None
    tally = receipt.tally
    return tally.accepted, tally.same, tally.conflicts, tally.refused


async def reasons(town: Town) -> list[tuple[int, str | None, str, list[str]]]:
    """The rows that were not kept: place, own id, problem, fields."""
    kept = await town.kept(RefusedRow)
    return [(row.row, row.own_id, row.problem, [flaw.pointer for flaw in row.flaws]) for row in kept]


async def test_each_row_is_kept_or_refused_for_itself(the_town: Town) -> None:
    body = line(1) + line(1) + b"\n" + line(2, kind="nothing") + line(3, person="1") + b"{]\n" + line(4, on="soon")
    body += line(1, fields={"hours": 3}) + line(5, fields={}) + line(6)
    assert await sent(the_town, body) == (2, 1, 1, 5)
    assert await reasons(the_town) == [
        (4, "r-2", "unknown-kind", ["/kind"]),
        (5, "r-3", "bad-record", ["/person"]),
        (6, None, "unreadable", [""]),
        (7, None, "bad-fields", ["/on"]),
        (8, "r-1", "record-differs", ["/fields/hours"]),
        (9, "r-5", "bad-record", ["/fields/hours"]),
    ]
    assert sorted(record.id for record in await the_town.kept(Record)) == ["provider-town:r-1", "provider-town:r-6"]


async def test_the_same_file_is_the_same_however_it_is_cut_and_under_whatever_name(the_town: Town) -> None:
    body = b"".join(line(number) for number in range(40))
    assert await sent(the_town, body) == (40, 0, 0, 0)
    assert await sent(the_town, body, size=7) == (40, 0, 0, 0)
    assert await sent(the_town, body, "b") == (0, 40, 0, 0)
    assert len(await the_town.kept(Record)) == 40


async def test_a_file_that_broke_off_goes_on_where_it_stopped(the_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "STEP", 10)
    body = b"".join(line(number) for number in range(35))

    async def broken() -> AsyncIterator[bytes]:
        yield body[: len(body) * 2 // 3]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await files.take(the_town.store, PROVIDER, HOME, "a", "ndjson", rows.batches(broken(), "ndjson", "utf-8"))
    assert [step.accepted for step in await the_town.kept(Step)] == [10, 10]
    assert await sent(the_town, body) == (35, 0, 0, 0)
    assert [(step.accepted, step.last) for step in await the_town.kept(Step)] == [(10, False)] * 3 + [(5, True)]


async def test_another_file_under_the_same_name_is_refused_and_changes_nothing(the_town: Town) -> None:
    await sent(the_town, line(1))
    with pytest.raises(Invalid, match="key-reused"):
        await sent(the_town, line(1) + line(2))
    assert len(await the_town.kept(Record)) == 1


async def test_only_a_provider_of_the_county_may_send_a_file(the_town: Town) -> None:
    with pytest.raises(Forbidden, match="other-county"):
        await sent(the_town, line(1), by=Actor("p", "provider", "230281", scopes=frozenset({"report"})))
    with pytest.raises(Forbidden, match="no-scope"):
        await sent(the_town, line(1), by=Actor("p", "provider", HOME))
    assert await the_town.kept(Step) == []


@pytest.mark.parametrize(
    ("charset", "mark"), [("utf-8", ""), ("utf-8", "\ufeff"), ("gb18030", ""), ("gb18030", "\ufeff")]
)
async def test_a_csv_file_may_be_written_in_either_encoding(the_town: Town, charset: str, mark: str) -> None:
    today = clock.today()
    head = "id,person,kind,on,fields.domain,document.type,document.number,document.authority,document.on"
    good = f'c-1,{PEOPLE[0]},penalty_general,{today},市场监管,行政处罚决定书,〔2026〕12号,"市场监督\n管理局",{today}'
    body = mark + "\r\n".join([head, good, good.replace("c-1", "c-2").replace("市场监管", ""), "c-3,x", ""])
    assert await sent(the_town, body.encode(charset), form="csv", size=1, charset=charset) == (1, 0, 0, 2)
    (record,) = await the_town.kept(Record)
    assert (record.fields, record.document and record.document.authority) == (
        {"domain": "市场监管"},
        "市场监督\n管理局",
    )
    assert [row for row, *_ in await reasons(the_town)] == [3, 4]


async def test_cells_become_the_numbers_that_their_kind_asks_for(the_town: Town) -> None:
    text = f"id,person,kind,on,fields.hours\na,{PEOPLE[0]},volunteer_service,{clock.today()},2.5\n"
    text += f"b,{PEOPLE[0]},volunteer_service,{clock.today()},=1+1\n"
    assert await sent(the_town, text.encode(), form="csv") == (1, 0, 0, 1)
    assert await reasons(the_town) == [(3, "b", "bad-record", ["/fields/hours"])]


async def test_nothing_that_a_row_said_stays_where_it_was_refused(the_town: Town) -> None:
    await sent(the_town, line(1, kind="nothing", matter="SECRET") + b'{"person": "SECRET"\n')
    async with the_town.store.reading() as db:
        kept = [await store.read(db, noun) for noun in (RefusedRow, Step, Event)]
    assert ("SECRET" in str(kept), PEOPLE[1] in str(kept)) == (False, False)


async def test_a_row_that_never_ends_is_refused_and_the_next_one_is_read(the_town: Town) -> None:
    body = line(1, matter="x" * 300_000) + line(2)
    assert await sent(the_town, body, size=10_000) == (1, 0, 0, 1)
    assert await reasons(the_town) == [(1, None, "unreadable", [""])]
