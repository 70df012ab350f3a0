"""Records to which nothing ever happened, from the columns in which they leave a database to a table of a snapshot, all at once.

Why apart from `spans`: of a hundred records some two are ever corrected, disputed, repaired or revoked. The rest stand from the day
on which they were told, or are final if that is later, and a column says so as quickly as one row.
"""

from typing import Any

import msgspec
import polars as pl

from creditplus.lives.histories import Plain
from creditplus.records import Discretion, Fact, LegalDocument
from creditplus.tools.bulk import frames
from creditplus.tools.bulk.columns import DAY

DAYS = ("on", "ends_on", "found_on", "released_on")
EPOCH = 719_163
"""The ordinal of 1970-01-01."""
SHANGHAI, WHOLE_DAY = 8 * 3_600_000_000, 24 * 3_600_000_000
"""Microseconds by which Asia/Shanghai is ahead of UTC (`workdays.SHANGHAI`), and of a day."""
TEXTS, NUMBERS = list[str | None], list[int]
DOCUMENTS, DISCRETIONS, FIELDS = list[LegalDocument | None], list[Discretion | None], list[dict[str, Fact]]


def table(plain: Plain) -> pl.DataFrame:
    """The rows of one kind, with names instead of numbers and with the records' ids: `spans.spans`, told in columns.

    Whose legal document is not final has no row: the record never stands.
    """
    told = pl.Series(msgspec.json.decode(plain.reported_at, type=NUMBERS), dtype=pl.Int64)
    documents = msgspec.json.decode(plain.document, type=DOCUMENTS)
    final = [document and frames.ordinal(document.final_on) for document in documents]
    decided = [one and one.points for one in msgspec.json.decode(plain.discretion, type=DISCRETIONS)]
    rows = pl.DataFrame(
        {
            "who": _texts(plain.person),
            "id": _texts(plain.id),
            **{name: _days(getattr(plain, name)) for name in DAYS},
            "matter": _texts(plain.matter),
            "declared": _texts(plain.state) == "declared",
            "decided": pl.Series(decided, dtype=pl.Int64),
            "told": ((told + SHANGHAI) // WHOLE_DAY).cast(DAY) + EPOCH,
            "final": pl.Series(final, dtype=DAY),
            "stands": [document is None or document.final_on is not None for document in documents],
        }
    )
    begins, never = pl.max_horizontal("on", "final"), pl.lit(None, dtype=DAY)
    return (
        rows.with_columns(
            *frames.fields_of(msgspec.json.decode(plain.fields, type=FIELDS)),
            live_from=pl.max_horizontal(begins, "told"),
            live_until=never,
            before_from=pl.max_horizontal(begins, pl.col("told") + 1),
            before_until=never,
        )
        .filter("stands")
        .drop("told", "final", "stands")
    )


def _texts(column: str) -> pl.Series:
    return pl.Series(msgspec.json.decode(column, type=TEXTS), dtype=pl.String)


def _days(column: str) -> Any:
    """Days told as texts, as they stand in a column."""
    return _texts(column).str.to_date("%Y-%m-%d").to_physical().cast(DAY) + EPOCH
