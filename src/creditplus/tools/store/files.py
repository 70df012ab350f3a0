"""The tables of imports: that a file came, each step in which it was read, and the rows that were not kept."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from creditplus import imports
from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant, Tree


class Import(rows.Row, table=True):
    """That a provider began to send a file. Its id is `<provider>:<the provider's own name for it>`."""

    __tablename__ = "imports"
    __table_args__ = (
        rows.division(),
        rows.choices(imports.Import, "form"),
        rows.check("id", "substr(id, 1, length(provider) + 1) = provider || ':'"),
    )
    id: str = Field(primary_key=True)
    provider: str
    county: str
    form: str
    at: datetime = Field(sa_type=Instant)


class ImportStep(rows.Row, table=True):
    """Some rows of a file, kept in one transaction with their records."""

    __tablename__ = "import_steps"
    __table_args__ = (
        rows.points_to("import_id", "imports.id"),
        rows.sha256(),
        rows.check("sum", "rows = accepted + same + conflicts + refused"),
    )
    when: ClassVar[str] = "number"
    import_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    rows: int
    accepted: int
    same: int
    conflicts: int
    refused: int
    digest: str
    last: bool
    at: datetime = Field(sa_type=Instant)


class RefusedRow(rows.Row, table=True):
    """A row of a file that was not kept, and why. What it said is not kept."""

    __tablename__ = "refused_rows"
    __table_args__ = (
        rows.points_to("import_id", "imports.id"),
        rows.choices(imports.RefusedRow, "outcome"),
    )
    when: ClassVar[str] = "row"
    import_id: str = Field(primary_key=True)
    row: int = Field(primary_key=True)
    own_id: str | None = None
    outcome: str
    problem: str
    flaws: list[Any] = Field(sa_type=Tree)
