"""Makes a city of the example ready in one go: its database, the texts with two people's word, and who asks there.

python examples/two-cities/furnish.py TEXT…     (with the city's settings; prints the clients it registered)
"""

import asyncio
import json
import sys
from pathlib import Path

from creditplus.actions.approve_document import approve_document
from creditplus.actions.propose_document import propose_document
from creditplus.actions.prove_document import prove_document
from creditplus.actions.register_client import register_client
from creditplus.console import terminal
from creditplus.demo import guests
from creditplus.errors import Words
from creditplus.people import Actor

AIHUI, STAY = "231102", "hotel-stay"


async def furnish(files: list[str]) -> dict[str, dict[str, str]]:
    """Everything that a city needs; two residents of Nehe have lived there for long."""
    for file in files:
        async with terminal.transaction() as db:
            author = Actor("author-1", "author")
            proved = await prove_document(db, author, Path(file).read_text("utf-8"), Path(file).name)
            document = await propose_document(db, author, proved)
        async with terminal.transaction() as db:
            await approve_document(db, Actor("approver-1", "approver"), document.digest)
    await guests.arrive()
    name = Words("示例", "example")
    async with terminal.transaction() as db:
        by = terminal.TERMINAL
        hotel = await register_client(db, by, "operator", name, AIHUI, (f"decide:{STAY}",), "hotel")
        auditor = await register_client(db, by, "auditor", name, None, ())
    clients = {"hotel": hotel, "auditor": auditor}
    return {role: {"client_id": one.id, "client_secret": one.secret} for role, one in clients.items()}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(furnish(sys.argv[1:]))))
