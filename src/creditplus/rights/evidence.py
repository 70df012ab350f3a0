"""Evidence (证据): a paper that somebody attaches to an objection: a PDF, a JPEG or a PNG, by its first bytes and not by its name."""

import hashlib
from datetime import datetime
from typing import Literal

import msgspec

Media = Literal["application/pdf", "image/jpeg", "image/png"]
FIRST: dict[Media, bytes] = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
SIZE_MAX = 5 * 1024 * 1024
"""The most bytes of one paper."""
PAPERS_MAX = 10
"""The most papers of each side of one objection: nobody can fill the other's place."""


class PaperLabel(msgspec.Struct, frozen=True, kw_only=True):
    """What a paper is, without the paper: its SHA-256, size in bytes, and who attached it."""

    id: str
    objection: str
    by: str
    media: Media
    digest: str
    size: int
    at: datetime


class Evidence(PaperLabel, frozen=True, kw_only=True):
    """A paper. Only the person, who settles, and the provider concerned may read it."""

    content: bytes


def media_of(content: bytes) -> Media | None:
    """What a paper is by its first bytes, or None if it is nothing that is taken here."""
    return next((media for media, first in FIRST.items() if content.startswith(first)), None)


def digest_of(content: bytes) -> str:
    """The SHA-256 of a paper."""
    return hashlib.sha256(content).hexdigest()
