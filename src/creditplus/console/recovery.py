"""What the commands do after a database was brought back: say exactly what it does not hold; and before: keep checkpoints elsewhere."""

import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from creditplus.actions.gather_checkpoints import gather_checkpoints
from creditplus.actions.measure_loss import measure_loss
from creditplus.actions.tell_loss import tell_loss
from creditplus.errors import Invalid
from creditplus.log import losses, notes
from creditplus.log.notes import Checkpoint
from creditplus.people import Actor
from creditplus.tools import settings, store

TERMINAL = Actor("terminal", "auditor")


async def lost(against: list[str], original: str | None) -> int:
    """Say what the database does not hold that checkpoints or the original do; 1 if it is not even the beginning of what was."""
    kept = [one for path in against for one in checkpoints(Path(path))]
    database = store.open(settings.read().database_url)
    try:
        async with database.reading() as db, _reading(original) as other:
            found = await measure_loss(db, TERMINAL, kept, other)
        async with database.transaction() as db:
            await tell_loss(db, TERMINAL, found)
    finally:
        await database.close()
    for words in losses.told(found):
        print(f"{words.zh}\n  {words.en}")
    print(f"{'✔' if found.whole else '✘'} 丢失 {found.missing} 条 · {found.missing} events are missing")
    return 0 if found.whole else 1


@contextlib.asynccontextmanager
async def _reading(url: str | None) -> AsyncIterator[store.Transaction | None]:
    """A reading transaction of another database, if one is named."""
    if url is None:
        yield None
        return
    database = store.open(url)
    try:
        async with database.reading() as db:
            yield db
    finally:
        await database.close()


def checkpoints(path: Path) -> list[Checkpoint]:
    """The checkpoint in a file, or all in the files of a folder. Raises Invalid."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    try:
        return [notes.checkpoint(notes.opened(file.read_text("utf-8"))[0]) for file in files]
    except (notes.Malformed, UnicodeDecodeError):
        raise Invalid("bad-checkpoint") from None


async def take(folder: str) -> int:
    """Write every checkpoint that is kept here into files; what is there already is left as it is."""
    database = store.open(settings.read().database_url)
    try:
        async with database.transaction() as db:
            found = await gather_checkpoints(db, TERMINAL)
    finally:
        await database.close()
    other = [name for name, note in found.items() if not _written(Path(folder) / name, note)]
    for name in other:
        print(f"✘ {name}: 与先前保存的不同 · differs from what was kept before", file=sys.stderr)
    print(f"✔ {len(found) - len(other)} 个检查点 checkpoints → {folder}")
    return 1 if other else 0


def _written(file: Path, note: str) -> bool:
    """Whether a note is in its file now: written anew, or again with more witnesses; another text is never written over."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and note.partition("\n\n")[0] != file.read_text("utf-8").partition("\n\n")[0]:
        return False
    file.write_text(note, "utf-8")
    return True
