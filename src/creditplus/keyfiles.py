"""Key files: secrets in one folder, each written once, named by the instant from which it is used, and noticed by every process.

Why a key is announced before it is used: for a while several processes, and gates that remember public keys, know different
folders. Whoever used a new key at once would find nobody who knows it yet; so all learn it first, and then all use it.
"""

import contextlib
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SERIAL = 20
"""Digits of the time in a file's name (nanoseconds since 1970); the newest sorts last."""
SETTLED_NS = 2_000_000_000
FIRST = 0
"""The serial of a first key, which is used at once: nobody can know an older one."""


def write_once(path: Path, content: bytes) -> None:
    """Write a secret file that only its owner can read: whole or not at all, and never over another (FileExistsError)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.link(temporary, path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)  # else a power cut could take the file's name while what it sealed stays
        os.close(folder)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def found(directory: Path, suffix: str) -> list[Path]:
    """The key files of a folder with this ending, the newest last."""
    return sorted(directory.glob(f"*{suffix}")) if directory.is_dir() else []


def name(serial: int, rest: str) -> str:
    """The name of a key file that is used from a serial on."""
    return f"{serial:0{SERIAL}d}{rest}"


def serial(path: Path) -> int:
    """From when on a key is used, in nanoseconds since 1970."""
    return int(path.name[:SERIAL])


def serial_at(at: datetime) -> int:
    """The serial of a key that is used from an instant on."""
    return (at - EPOCH) // timedelta(microseconds=1) * 1000


def in_use(serials: list[int], at: datetime) -> int:
    """The place of the key that is used at an instant: the newest whose time has come, else the oldest."""
    now = serial_at(at) if len(serials) > 1 else 0
    return max((place for place, one in enumerate(serials) if one <= now), default=0)


def changed(directory: Path) -> int:
    """When something was last put into a folder or taken out, by the file system's clock; 0 while nobody can tell.

    Nobody can for a moment after a change: another one may follow within the same tick of that clock.
    """
    try:
        at = os.stat(directory).st_mtime_ns
    except FileNotFoundError:
        return 0
    return at if abs(time.time_ns() - at) > SETTLED_NS else 0


def listed(directory: Path) -> frozenset[str]:
    """What lies in a folder: it differs once a key was added or taken away."""
    try:
        return frozenset(os.listdir(directory))
    except FileNotFoundError:
        return frozenset()
