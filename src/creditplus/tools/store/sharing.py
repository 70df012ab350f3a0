"""With whom somebody shares a household's account, and that nobody leaves it between this and the end of a transaction."""

from collections.abc import Iterable

from creditplus.lives import households
from creditplus.lives.households import HouseholdStep
from creditplus.rulebooks import Rulebook
from creditplus.tools.store.ahead import Ahead
from creditplus.tools.store.connections import Contradiction, Transaction
from creditplus.tools.store.counts import Sharing
from creditplus.tools.store.keeping import read, together
from creditplus.tools.store.memory import remembered


async def sharing(db: Transaction, person: str, rulebook: Rulebook | None) -> Sharing:
    """With whom a person shares an account; none of them can take anything back before this transaction ends.

    Where the county's text knows no households, nobody is looked for. Ahead, it may come from memory: then who they are is
    counted again before anything is written.
    """
    if rulebook is None or rulebook.joining.households == "none":
        return Sharing()
    household = await remembered(db, (("person", person),), "household", lambda db: _household(db, person))
    if household is None:
        return Sharing()
    members = await remembered(db, (("household", household),), "members", lambda db: _members(db, household))
    for one in members:
        await together(db, f"rights {one}")
    return Sharing(household, members)


def must_still_share(db: Transaction, sharing: Sharing, steps: Iterable[HouseholdStep]) -> None:
    """Somebody came in between the two reads, whom nobody held: look again. Raises Contradiction. Ahead, they are counted later."""
    now = sorted(households.sharing(step for step in steps if step.household == sharing.household))
    if not isinstance(db, Ahead) and now != list(sharing.members):
        raise Contradiction("who shares the account is another now")


async def _household(db: Transaction, person: str) -> str | None:
    return households.shared_by(await read(db, HouseholdStep, person=person))


async def _members(db: Transaction, household: str) -> tuple[str, ...]:
    return tuple(sorted(households.sharing(await read(db, HouseholdStep, household=household))))
