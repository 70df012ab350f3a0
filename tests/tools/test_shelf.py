"""Which text rules where and when: only what a second person approved, from its day until its end, the nearest first."""

from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from creditplus.documents import Approval, Document, DocumentKind
from creditplus.drafting import drafts
from creditplus.errors import NotFound
from creditplus.tools import store
from tests.tools import examples

ROOT = Path(__file__).parents[2]
CATALOGUE = (ROOT / "rules/catalogue/2026-01-01.toml").read_text("utf-8")
RULEBOOK = (ROOT / "rules/230281/2026-07-01.toml").read_text("utf-8")
SCENARIO = (ROOT / "scenarios/230281/library-deposit/2026-07-01.toml").read_text("utf-8")
COUNTY, CITY, PROVINCE = "230281", "230200", "230000"
FIRST = date(2026, 7, 1)
NONE = "no-rulebook"
PROPOSED = datetime.fromisoformat("2026-06-10T02:00:00+00:00")


async def put(
    county: store.Store,
    kind: DocumentKind,
    text: str,
    effective: date = FIRST,
    *,
    division: str = COUNTY,
    said: str | None = "approved",
    at: datetime = PROPOSED,
) -> Document:
    """Put a text on the shelf, and what a second person said of it an hour later."""
    name = "library-deposit" if kind == "scenario" else ""
    document = Document(
        digest=drafts.digest_of(text),
        kind=kind,
        division=division,
        name=name,
        effective=effective,
        text=text,
        proposed_at=at,
        proposed_by="author-1",
    )
    async with county.transaction() as db:
        await store.append(db, document)
        if said is not None:
            approval = msgspec.structs.replace(
                examples.APPROVAL, id=document.digest, digest=document.digest, at=at + timedelta(hours=1)
            )
            await store.append(db, approval, what=said)
    return document


@pytest.fixture
async def shelf(county: store.Store) -> store.Store:
    """A database with the province's catalogue in force."""
    await put(
        county, "catalogue", CATALOGUE, date(2026, 1, 1), division=PROVINCE, at=examples.NOON - timedelta(days=200)
    )
    return county


async def rulebook_on(county: store.Store, on: date) -> str:
    """The digest of the rulebook in force on a day, or the refusal."""
    async with county.reading() as db:
        try:
            return (await store.rulebook(db, COUNTY, on)).digest
        except NotFound as nothing:
            return nothing.type


async def scenario_in(county: store.Store, division: str, on: date = FIRST) -> str:
    """The division whose scenario rules in a county, or the refusal."""
    async with county.reading() as db:
        listed = [text.division for text in await store.scenarios_of(db, division, on)]
        try:
            found = [(await store.scenario(db, division, "library-deposit", on)).division]
        except NotFound as nothing:
            return nothing.type if listed == [] else "listed and not found"
    assert listed == found
    return found[0]


async def test_without_a_catalogue_there_is_none(county: store.Store) -> None:
    async with county.reading() as db:
        with pytest.raises(NotFound, match="no-catalogue"):
            await store.catalogue(db, FIRST)


async def test_a_rulebook_rules_from_its_day_until_its_end(shelf: store.Store) -> None:
    document = await put(shelf, "rulebook", RULEBOOK)
    days = [FIRST - timedelta(days=1), FIRST, date(2028, 6, 30), date(2028, 7, 1)]
    assert [await rulebook_on(shelf, on) for on in days] == [NONE, document.digest, document.digest, NONE]


@pytest.mark.parametrize("said", [None, "rejected"])
async def test_a_text_that_nobody_approved_does_not_rule(shelf: store.Store, said: str | None) -> None:
    await put(shelf, "rulebook", RULEBOOK, said=said)
    assert await rulebook_on(shelf, FIRST) == NONE


async def test_the_newest_approved_text_takes_over_on_its_day(shelf: store.Store) -> None:
    old = await put(shelf, "rulebook", RULEBOOK)
    new = await put(shelf, "rulebook", RULEBOOK + "# newer\n", date(2026, 9, 1))
    await put(shelf, "rulebook", RULEBOOK + "# never approved\n", date(2026, 10, 1), said=None)
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 11, 1)]
    assert [await rulebook_on(shelf, on) for on in days] == [old.digest, new.digest, new.digest]


async def test_a_rulebook_is_read_beside_the_catalogue_it_was_checked_against(shelf: store.Store) -> None:
    """A later catalogue without the kinds it names, even one with an earlier day, does not make it unreadable."""
    document = await put(shelf, "rulebook", RULEBOOK)
    head, first_kind, _ = CATALOGUE.partition("[[kinds]]")
    short = head + first_kind + CATALOGUE.split("[[kinds]]")[1]
    for name, effective in (("later", FIRST), ("backdated", date(2026, 6, 1))):
        at = PROPOSED + timedelta(days=1)
        await put(shelf, "catalogue", f"{short}# {name}\n", effective, division=PROVINCE, at=at)
    async with shelf.reading() as db:
        assert len((await store.catalogue(db, FIRST)).kinds) == 1
    assert await rulebook_on(shelf, FIRST) == document.digest


async def test_a_scenario_of_the_county_comes_before_the_citys_and_the_provinces(shelf: store.Store) -> None:
    found = []
    for division in (PROVINCE, CITY, COUNTY):
        await put(shelf, "scenario", SCENARIO.replace(COUNTY, division), division=division)
        found.append([await scenario_in(shelf, county) for county in (COUNTY, "230208", "231102")])
    assert found == [[PROVINCE] * 3, [CITY, CITY, PROVINCE], [COUNTY, CITY, PROVINCE]]


async def test_a_scenario_past_its_end_no_longer_rules(shelf: store.Store) -> None:
    await put(shelf, "scenario", SCENARIO)
    days = [FIRST - timedelta(days=1), FIRST, date(2028, 6, 30), date(2028, 7, 1)]
    assert [await scenario_in(shelf, COUNTY, on) for on in days] == [
        "unknown-scenario",
        COUNTY,
        COUNTY,
        "unknown-scenario",
    ]


async def test_a_text_that_only_this_database_knows_does_not_rule_in_another(
    shelf: store.Store, tmp_path: Path
) -> None:
    await put(shelf, "rulebook", RULEBOOK)
    assert await rulebook_on(shelf, FIRST) != NONE
    other = store.open(f"sqlite:///{tmp_path}/other.db")
    await store.migrate(other)
    assert await rulebook_on(other, FIRST) == NONE
    await other.close()


async def test_an_approval_is_known_by_its_own_words(shelf: store.Store) -> None:
    document = await put(shelf, "rulebook", RULEBOOK)
    async with shelf.reading() as db:
        said = await store.one(db, Approval, digest=document.digest)
    assert said is not None
    assert (said.what, said.by) == ("approved", "approver-1")
