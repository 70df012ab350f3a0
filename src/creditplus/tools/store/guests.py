"""The tables of recognition between cities: what was said of whom to which city, and the province's words on cities."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant


class Attestation(rows.Row, table=True):
    """One answer to another city; a question has one, whatever it says. Of a code that nobody has, it names nobody."""

    __tablename__ = "attestations"
    __table_args__ = (
        rows.division("city"),
        rows.division(),
        rows.sha256(),
        rows.check("grade", "grade IS NULL OR person IS NOT NULL"),
        UniqueConstraint("city", "question"),
        Index("ix_attestations_person", "person"),
    )
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    city: str
    county: str
    operator_kind: str
    question: str
    person: str | None = None
    scenario: str
    grade: str | None = None
    digest: str


class Voucher(rows.Row, table=True):
    """One word of the province on a city, as it was signed."""

    __tablename__ = "vouchers"
    __table_args__ = (rows.division("city"), rows.check("number", "number > 0"))
    when: ClassVar[str] = "number"  # the newest word is the one with the highest number, whenever it was fetched
    whose: ClassVar[tuple[str, ...]] = ()
    city: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    token: str
    at: datetime = Field(sa_type=Instant)
