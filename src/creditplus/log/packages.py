"""What an evidence package holds beside the events: each seal with its witnesses, the proofs between neighbours, and the log's keys."""

import json

from creditplus.log.seals import Evidence


def files(found: Evidence) -> dict[str, bytes]:
    """Each file by its name, as the checker that needs only Python reads them."""
    notes = {f"checkpoints/{number:09d}": note.encode() for number, note in enumerate(found.notes, 1)}
    keys = "".join(f"{key}\n" for key in found.keys)
    return {**notes, "proofs.json": json.dumps(found.proofs).encode(), "key": keys.encode()}
