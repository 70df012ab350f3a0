"""A resident signs in for the demonstration, by citizen id alone; a real deployment signs people in through the province's portal."""

from creditplus import people
from creditplus.errors import Flaw, Invalid, Words
from creditplus.people import Actor
from creditplus.tools import clock, identity, store, tokens
from creditplus.tools.tokens import Granted


async def sign_in(db: store.Transaction, by: Actor, citizen_id: str) -> Granted:
    """A token for the resident with that citizen id. Raises Invalid."""
    number = people.citizen_id(citizen_id)
    if number is None:
        flaw = Flaw("/citizen_id", Words("不是有效的公民身份号码", "not a valid citizen id"))
        raise Invalid("bad-identity", flaws=(flaw,))
    sealed = identity.lookups(number), lambda id: identity.seal(number, id)
    person = await store.person(db, *sealed, clock.now(), identity.reseal)
    await store.log(db, clock.now(), by, "sign_in", "signed in", subject=person)
    return tokens.grant(Actor(person, "resident", scopes=frozenset(["me"])))
