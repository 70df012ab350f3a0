"""A simulated year: reports, repairs, consents that come and go, joining and leaving; every decision is derived again."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from freezegun import freeze_time

from creditplus.actions.approve_document import approve_document
from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.give_consent import give_consent
from creditplus.actions.link_token import link_token
from creditplus.actions.register_client import register_client
from creditplus.actions.replay_decision import Replayed, replay_decision
from creditplus.actions.settle_commitment import settle_commitment
from creditplus.actions.switch_kind import switch_kind
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.consents import Consent
from creditplus.decisions import Decided
from creditplus.errors import Refusal, Words
from creditplus.offers.charges import Bill
from creditplus.offers.commitments import Commitment
from creditplus.people import Actor, Enrolment
from creditplus.records import Change, Record
from creditplus.tools import store
from tests import scenario_texts, shelf, town
from tests.town import APPROVER, HOME, Town

AUDITOR = Actor("auditor-town", "auditor")
SCENARIOS = {"parking-longer": ("parking", "plate"), "hospital-later": ("hospital", "card")}
YEAR = datetime(2026, 3, 2, 4, tzinfo=UTC)


class Year:
    """One year of a small town."""

    def __init__(self, home: Town, chance: random.Random) -> None:
        self.town = home
        self.chance = chance
        self.people: list[tuple[str, Actor]] = []
        self.operators: dict[str, Actor] = {}
        self.tokens: list[tuple[str, str]] = []
        self.count = 0

    async def begin(self) -> None:
        """Operators, residents, their consents and links."""
        for scenario, (kind, thing) in SCENARIOS.items():
            scopes, by = (f"decide:{scenario}",), Actor("terminal", "auditor")
            made = await self.town.act(register_client, by, "operator", Words("示例", "example"), HOME, scopes, kind)
            self.operators[scenario] = Actor(made.id, "operator", HOME, kind, frozenset(scopes))
            self.tokens.append((scenario, "0" * 64))
            for order in range(1, 5):
                person = await self.town.resident(order, joined=scenario == "parking-longer")
                self.people.append(person)
                await self.town.act(give_consent, person[1], scenario, kind)
                wish = (scenario, self.operators[scenario].id, thing)
                self.tokens.append((scenario, (await self.town.act(link_token, person[1], *wish)).token))

    async def step(self, at: datetime) -> None:
        """One thing that happens."""
        number, resident = self.chance.choice(self.people)
        match self.chance.randrange(9):
            case 0:
                self.count += 1
                hours = self.chance.randrange(1, 80)
                day = at.date() - timedelta(days=self.chance.randrange(30))
                await self.town.report(number, f"v{self.count}", "volunteer_service", day, hours=hours)
            case 1:
                self.count += 1
                await self.town.report(number, f"h{self.count}", "moral_model", at.date(), level="市")
            case 2:
                await self.repair(at)
            case 3:
                await self.consent(resident)
            case 4:
                await self.pay()
            case 5:
                kind = self.chance.choice(["volunteer_service", "moral_model"])
                await self.town.act(switch_kind, resident, kind, self.chance.choice(["off", "on"]))
            case _:
                await self.ask()

    async def repair(self, at: datetime) -> None:
        """A record is withdrawn by who reported it."""
        kept = await self.town.kept(Record)
        if kept:
            self.count += 1
            record = self.chance.choice(kept)
            change = Change(id=f"c{self.count}", record=record.id, what="withdrawal", on=at.date(), at=at)
            async with self.town.store.transaction() as db:
                await store.append(db, change, by="provider")

    async def consent(self, resident: Actor) -> None:
        """A consent is withdrawn, or given again; now and then somebody leaves."""
        scenario = self.chance.choice(list(SCENARIOS))
        given = await self.town.kept(Consent, person=resident.id, scenario=scenario)
        if given and self.chance.random() < 0.5:
            await self.town.act(withdraw_consent, resident, given[-1].id)
        else:
            await self.town.act(give_consent, resident, scenario, SCENARIOS[scenario][0])

    async def pay(self) -> None:
        """Something deferred is paid."""
        owed = await self.town.kept(Commitment)
        if owed:
            one = self.chance.choice(owed)
            await self.town.act(settle_commitment, self.operators["hospital-later"], one.id, one.amount_fen)

    async def ask(self) -> None:
        """A decision."""
        scenario, token = self.chance.choice(self.tokens)
        bill = Bill(amount_fen=self.chance.randrange(60_000), minutes=self.chance.randrange(600))
        await self.town.act(decide_scenario, self.operators[scenario], scenario, link=token, bill=bill)


def looked_at() -> None:
    """Read each kind of text once while the clock goes: a held clock changes what `date` is, and types are described only once."""
    shelf.read_limits()
    shelf.catalogue()
    shelf.rulebook(HOME)
    shelf.read_scenario(shelf.SCENARIOS[0])


async def test_every_decision_of_a_simulated_year_is_derived_again(tmp_path: Path) -> None:
    chance = random.Random(20260302)
    looked_at()
    url, keys = f"sqlite:///{tmp_path / 'town.db'}", tmp_path / "keys"
    with freeze_time(YEAR - timedelta(days=1), real_asyncio=True):
        await town.furnish(url, keys)
    async with town.opened(url, keys) as home:
        with freeze_time(YEAR - timedelta(hours=1), real_asyncio=True):
            for text in (scenario_texts.PARKING, scenario_texts.HOSPITAL):
                document = await home.propose(text)
                await home.act(approve_document, APPROVER, document.digest)
        year = Year(home, chance)
        with freeze_time(YEAR, real_asyncio=True):
            await year.begin()
        for day in range(365):
            at = YEAR + timedelta(days=day, hours=1, seconds=chance.randrange(3600))
            with freeze_time(at, real_asyncio=True):
                try:
                    await year.step(at)
                except Refusal:
                    pass  # paid already, or left: nothing happened
                if day == 200:
                    step = Enrolment(
                        id="left", person=year.people[0][1].id, county=HOME, what="left", on=at.date(), at=at
                    )
                    async with home.store.transaction() as db:
                        await store.append(db, step)
        decided = await home.kept(Decided)
        again = [await home.act(replay_decision, AUDITOR, one.id) for one in decided]
    assert again == [Replayed(one.id, True, True) for one in decided]
    assert {one.cause for one in decided} >= {"benefit", "below", "unknown-link", "withdrawn", "suspended"}
    assert len(decided) > 100
    assert date(2027, 2, 1) <= decided[-1].at.date()
