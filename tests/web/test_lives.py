"""The life of a ruling text over HTTP: an edit of one number, who gains by it, two people, its day, and the way back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from freezegun import freeze_time

from creditplus.demo import house
from creditplus.tools import settings, store
from tests import shelf
from tests.web import town as towns
from tests.web.town import COUNTY, Town, citizen_id, good, problem

TOML = {"Content-Type": "application/toml"}
OURS = [file for file in house.texts() if file.parts[-2] == COUNTY or file.parts[-3:-1] == (COUNTY, "library-deposit")]
FILES = [*(file for file in house.texts() if file.parent.name in ("guardrails", "catalogue")), *OURS]
BOOK = next(file for file in FILES if file.parent.name == COUNTY).read_text("utf-8")
EDIT = ('"国家" = 20, "省" = 15, "市" = 8', '"国家" = 20, "省" = 16, "市" = 8')
"""The honour of the province for volunteers is worth a point more."""
EDITED = BOOK.replace("effective         = 2026-03-01", "effective         = 2026-11-10").replace(*EDIT)
BEGAN, EVE, DAY, BACK = "2026-10-08 04:00:00", "2026-11-09 15:59:00", "2026-11-09 16:00:00", "2026-12-20 04:00:00"


@contextmanager
def held(town: Town, day: str) -> Iterator[None]:
    """The clock held still at an instant of UTC; everybody signs in anew."""
    town._tokens.clear()
    with freeze_time(day, real_asyncio=True):
        yield
    town._tokens.clear()


def looked_at() -> None:
    """Read each kind of text once while the clock goes: a held clock changes what `date` is, and types are described only once."""
    shelf.read_limits()
    shelf.catalogue()
    shelf.rulebook(COUNTY)
    shelf.read_scenario(shelf.SCENARIOS[0])


@pytest.fixture(scope="module")
def small(room: Path) -> Iterator[Town]:
    """A town with one county's texts alone, which nobody else uses."""
    chosen = settings.Settings(
        database_url=f"sqlite:///{room / 'lives.db'}",
        keys_directory=room / "keys",
        snapshots_directory=room / "files",
        dev_sign_in=True,
    )

    async def migrated() -> None:
        database = store.open(chosen.database_url)
        await store.migrate(database)
        await database.close()

    asyncio.run(migrated())
    looked_at()
    with towns.running(chosen) as address, freeze_time("2026-10-01 04:00:00", real_asyncio=True):
        found = Town(address, chosen)
        for role in towns.CLIENTS:
            found.clients[role] = found.register(role)
        for file in FILES:
            good(approve(found, propose(found, file.read_text("utf-8"), "author")))
        found._tokens.clear()
        yield found
        found.http.close()


def propose(town: Town, text: str, by: str) -> str:
    """Propose a text; its digest."""
    return str(good(town.http.post("/v1/documents", content=text.encode(), headers=town.of(by) | TOML))["digest"])


def simulate(town: Town, digest: str) -> dict[str, Any]:
    """See what a text would change."""
    return good(town.http.post(f"/v1/documents/{digest}/simulation", headers=town.of("approver")))


def approve_by(town: Town, digest: str, by: str, match: str | None = None, **body: Any) -> httpx.Response:
    """Say yes to a text, having read the one named."""
    named = town.of(by) | {"If-Match": f'"{match or digest}"'}
    return town.http.post(f"/v1/documents/{digest}/approval", json=body, headers=named)


def approve(town: Town, digest: str, **body: Any) -> httpx.Response:
    """The approver says yes to a text."""
    return approve_by(town, digest, "approver", **body)


def points(town: Town, number: str) -> int:
    """A resident's score."""
    return int(good(town.http.get("/v1/me/score", headers=town.resident(number)))["score"]["points"])


def states(town: Town) -> list[str]:
    """Where the county's rulebooks stand today, the oldest first."""
    asked = {"division": COUNTY, "kind": "rulebook"}
    shown = town.http.get("/v1/documents", params=asked, headers=town.of("auditor"))
    assert shown.is_success, shown.text
    return [one["state"] for one in shown.json()]


def test_an_edit_of_one_number_from_its_proposal_to_the_way_back(small: Town) -> None:
    with held(small, BEGAN):
        people = [citizen_id() for _ in range(30)]
        for number in people:
            small.join(number)
        for number in people[:25]:
            body = towns.merit(person=number, on="2026-10-01", kind="volunteer_honour", fields={"level": "省"})
            good(small.report(body))
        before = points(small, people[0])
        digest = propose(small, EDITED, "province")
        seen = simulate(small, digest)
        impact = seen["impact"]
        assert seen["on"] == "2026-11-10"
        assert impact["residents"] in (20, 30)
        assert impact["up"] >= 20
        assert impact["down"] == 0
        assert sum(bar["after"] for bar in impact["bars"]) == impact["residents"]
        assert simulate(small, digest) == seen
        told = {"simulation": seen["digest"]}
        assert problem(approve_by(small, digest, "province", **told)) == "own-document"
        assert problem(approve(small, digest)) == "simulation-needed"
        assert problem(approve(small, digest, simulation="0" * 64)) == "simulation-of-another"
        assert problem(approve(small, digest, match="0" * 64, **told)) == "other-text"
    with held(small, "2026-10-09 04:00:00"):
        assert problem(approve(small, digest, **told)) == "simulation-too-old"
        now = simulate(small, digest)["digest"]
        good(approve(small, digest, simulation=now))
        assert states(small) == ["in force", "approved"]
    with held(small, EVE):
        eve = points(small, people[0])
    with held(small, DAY):
        after = points(small, people[0])
        assert (eve == before, after > before) == (True, True)
        assert states(small) == ["superseded", "in force"]
        old = BOOK.replace("effective         = 2026-03-01", "effective         = 2026-12-20")
        digest = propose(small, old, "author")
        good(approve(small, digest, simulation=simulate(small, digest)["digest"]))
    with held(small, BACK):
        assert points(small, people[0]) == before
        assert states(small) == ["superseded", "superseded", "in force"]


def test_a_text_that_would_rule_too_early_stays_where_it_is(small: Town) -> None:
    with held(small, BEGAN):
        digest = propose(small, EDITED.replace("2026-11-10", "2026-11-06"), "author")
        seen = simulate(small, digest)
        assert problem(approve(small, digest, simulation=seen["digest"])) == "too-early"


def test_a_text_that_is_rejected_says_why_in_its_history(small: Town) -> None:
    with held(small, BEGAN):
        digest = propose(small, EDITED.replace("2026-11-10", "2027-01-10"), "author")
        path, named = f"/v1/documents/{digest}", small.of("approver")
        body = {"because": "公示意见尚未回复"}
        assert problem(small.http.post(f"{path}/rejection", json=body, headers=named)) == "digest-needed"
        good(small.http.post(f"{path}/rejection", json=body, headers=named | {"If-Match": f'"{digest}"'}))
        steps = small.http.get(f"{path}/history", headers=small.of("auditor")).json()
        assert [(step["what"], step["because"]) for step in steps] == [("proposed", ""), ("rejected", body["because"])]


def test_the_difference_names_the_rule_and_the_number(small: Town) -> None:
    with held(small, BEGAN):
        first, second = propose(small, BOOK, "author"), propose(small, EDITED, "province")
        asked = {"from": first}
        shown = good(small.http.get(f"/v1/documents/{second}/difference", params=asked, headers=small.of("auditor")))
        assert [(one["part"], one["what"]) for one in shown["changes"]] == [("header", "changed"), ("rules", "changed")]
        assert shown["lines"]


def test_a_scenario_shows_for_whom_each_benefit_opens(small: Town) -> None:
    file = next(file for file in FILES if file.parent.name == "library-deposit")
    text = file.read_text("utf-8").replace("effective         = 2026-03-01", "effective         = 2026-11-10")
    with held(small, BEGAN):
        digest = propose(small, text, "author")
        benefits = simulate(small, digest)["impact"]["benefits"]
        assert {one["scenario"] for one in benefits} == {"library-deposit"}
        assert {(one["opens"], one["closes"]) for one in benefits} == {(0, 0)}
