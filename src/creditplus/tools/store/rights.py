"""The tables of what people decide for themselves: which good records count."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from creditplus import optouts
from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant


class Switch(rows.Row, table=True):
    """One time a person switched a kind of good records off or on again."""

    __tablename__ = "switches"
    __table_args__ = (rows.choices(optouts.Switch, "what"), Index("ix_switches_person", "person"))
    id: str = Field(primary_key=True)
    person: str
    kind: str
    what: str
    at: datetime = Field(sa_type=Instant)
