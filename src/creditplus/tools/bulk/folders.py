"""Folders that are there whole or not at all: written under another name, then renamed, and never changed again.

Why a rename: a process may be killed at any moment, on this machine or on another one. What has its own name is complete, so a
second try either finds it or does the work anew, and readers need no lock.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MANIFEST = "manifest.json"


@contextmanager
def written(folder: Path) -> Iterator[Path]:
    """A folder to write into; at the end of the block it gets its name. If the name is taken by then, what is there stays."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    draft.mkdir()
    try:
        yield draft
        for path in sorted(draft.rglob("*")):
            _to_disk(path)
        try:
            draft.rename(folder)
        except OSError:
            if not (folder / MANIFEST).exists():
                raise
        _to_disk(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {str(path.relative_to(folder)): checksum(path) for path in files}


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep(folder: Path, older_than_s: float = 0) -> None:
    """Remove what a killed process left half written; with an age, what another one may still be writing stays."""
    for draft in folder.glob(".*"):
        if time.time() - draft.stat().st_mtime >= older_than_s:
            shutil.rmtree(draft, ignore_errors=True)


def _to_disk(path: Path) -> None:
    """A power cut after this loses nothing of the file or of the names in the folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
