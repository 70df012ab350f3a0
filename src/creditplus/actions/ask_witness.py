"""What is sent to a witness so that it countersigns the newest seal (c2sp.org/tlog-witness)."""

import base64
from functools import partial

from creditplus.errors import Conflict, NotFound
from creditplus.log import seals
from creditplus.log.seals import Seal
from creditplus.people import Actor
from creditplus.tools import store


async def ask_witness(db: store.Transaction, by: Actor, old_size: int) -> tuple[Seal, str]:
    """The newest seal and the request for it, given how large the log was when the witness saw it last.

    Raises NotFound (nothing is sealed), Conflict: the witness has seen more than there is, so something was lost here.
    """
    newest = await store.last_seal(db)
    if newest is None:
        raise NotFound("unknown-seal")
    if old_size > newest.size:
        raise Conflict("log-shorter")
    tree = await store.Tree.opened(db, newest)
    proof = await tree.proof(partial(seals.consistency, old_size, newest.size))
    lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in proof)
    return newest, f"old {old_size}\n{lines}\n{newest.checkpoint}"
