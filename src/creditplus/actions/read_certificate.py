"""Somebody who works on ruling texts reads what was proved of one: every statement, to be asked of any other solver."""

from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.proofs import Certificate
from creditplus.tools import store


async def read_certificate(db: store.Transaction, by: Actor, digest: str) -> Certificate:
    """The certificate of the text with that digest. Raises NotFound for a text that has none."""
    certificate = await store.one(db, Certificate, digest=digest)
    if certificate is None:
        raise NotFound("unknown-certificate")
    return certificate
