"""The tables of what keeps the log trustworthy: seals over it, what witnesses say, what is shown later, and what was purged."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from creditplus.log.seals import HASH, TILE
from creditplus.rights.retentions import RETENTIONS
from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant

DAY = 86_400_000_000
"""Microseconds."""
EARLIEST = " OR ".join(f"(what = '{one.table}' AND at - before >= {one.days * DAY})" for one in RETENTIONS.values())
"""No purge may reach further than the law lets it: the database itself would refuse."""


class Delay(rows.Row, table=True):
    """One look that a person is shown only from a day on."""

    __tablename__ = "delays"
    __table_args__ = (rows.points_to("event", "events.id"), Index("ix_delays_person", "person"))
    id: str = Field(primary_key=True)
    event: str
    person: str
    authority: str
    document: str
    until: date
    by: str
    at: datetime = Field(sa_type=Instant)


class Seal(rows.Row, table=True):
    """One seal over all events up to one."""

    __tablename__ = "seals"
    __table_args__ = (rows.sha256("root"), rows.check("size", "size > 0"))
    when: ClassVar[str] = "number"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    size: int = Field(sa_type=BigInteger)
    through: int = Field(sa_type=BigInteger)
    root: str
    at: datetime = Field(sa_type=Instant)
    checkpoint: str


class Tile(rows.Row, table=True):
    """256 hashes of the tree, written once when the last of them is known."""

    __tablename__ = "tiles"
    __table_args__ = (rows.check("hashes", f"length(hashes) = {TILE * HASH}"), Index("ix_tiles_through", "through"))
    when: ClassVar[str] = "place"
    level: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    place: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    first: int = Field(sa_type=BigInteger)
    through: int = Field(sa_type=BigInteger)
    hashes: bytes = Field(sa_type=LargeBinary)


class Cosignature(rows.Row, table=True):
    """A witness's line under a seal."""

    __tablename__ = "cosignatures"
    __table_args__ = (rows.points_to("seal", "seals.number"), UniqueConstraint("seal", "witness"))
    id: str = Field(primary_key=True)
    seal: int
    witness: str
    line: str
    at: datetime = Field(sa_type=Instant)


class Witnessed(rows.Row, table=True):
    """A state of another deployment's log that this one has countersigned."""

    __tablename__ = "witnessed"
    __table_args__ = (rows.sha256("root"),)
    when: ClassVar[str] = "size"
    origin: str = Field(primary_key=True)
    size: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    root: str
    checkpoint: str
    at: datetime = Field(sa_type=Instant)


class Purge(rows.Row, table=True):
    """What was purged, and by when it had been over. The rows of its table can be deleted only up to there."""

    __tablename__ = "purges"
    __table_args__ = (rows.check("before", EARLIEST), Index("ix_purges_what", "what", "before"))
    id: str = Field(primary_key=True)
    what: str
    before: datetime = Field(sa_type=Instant)
    rows: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)
