"""An operator, provider or administrator shows its secret and receives a token for a few minutes, with only the scopes it asked for."""

from creditplus.errors import Forbidden
from creditplus.people import Actor, Client
from creditplus.tools import store, tokens
from creditplus.tools.tokens import Granted


async def grant_token(db: store.Transaction, by: Actor, client_id: str, client_secret: str, scope: str = "") -> Granted:
    """A token for a registered client. Raises Forbidden for any wrong client, secret or scope: always the same sentence."""
    found = await store.find(db, Client, id=client_id)
    if not found or not tokens.secret_matches(client_secret, found[0].secret_digest):
        raise Forbidden("unknown-client")
    client = found[0]
    asked = frozenset(scope.split()) or frozenset(client.scopes)
    if not asked <= frozenset(client.scopes):
        raise Forbidden("unknown-client")
    await store.log(db, Actor(client.id, client.role), "grant_token", "granted", county=client.county)
    return tokens.grant(Actor(client.id, client.role, client.county, client.operator_kind, asked))
