"""An operator, provider or administrator shows its secret and receives a token for a few minutes, with only the scopes it asked for."""

from creditplus.errors import Forbidden
from creditplus.people import Actor, Client, ClientEnd
from creditplus.tools import clock, store, tokens
from creditplus.tools.tokens import Granted


async def grant_token(db: store.Transaction, by: Actor, client_id: str, client_secret: str, scope: str = "") -> Granted:
    """A token for a registered client. Raises Forbidden for any wrong or ended client, secret or scope: always the same."""
    client = await store.one(db, Client, id=client_id)
    ended = await store.one(db, ClientEnd, client=client_id)
    if client is None or ended is not None or not tokens.secret_matches(client_secret, client.secret_digest):
        raise Forbidden("unknown-client")
    asked = frozenset(scope.split()) or frozenset(client.scopes)
    if not asked <= frozenset(client.scopes):
        raise Forbidden("unknown-client")
    await store.log(db, clock.now(), Actor(client.id, client.role), "grant_token", "granted", county=client.county)
    return tokens.grant(Actor(client.id, client.role, client.county, client.operator_kind, asked))
