"""Records to which nothing ever happened, from the columns that leave a database to the tables of a snapshot, all at once.

Why apart from `spans`: of a hundred records some two are ever corrected, disputed, repaired or revoked. The rest stand from the day
on which they were told, or are final if that is later, and a column says so as quickly as one row.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

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
KEPT = {name: pl.Int64() if name == "reported_at" else pl.String() for name in Plain._fields}
T = TypeVar("T")


def tables(plain: Plain) -> Iterator[tuple[str, pl.DataFrame]]:
    """A table for each kind, with names instead of numbers and with the records' ids: `spans.spans`, told in columns."""
    rows = pl.DataFrame(dict(zip(Plain._fields, plain, strict=True)), schema=KEPT).with_columns(
        pl.col(DAYS).str.to_date("%Y-%m-%d").to_physical().cast(DAY) + EPOCH,
        told=((pl.col("reported_at") + SHANGHAI) // WHOLE_DAY).cast(DAY) + EPOCH,
    )
    for (kind,), found in rows.partition_by("kind", as_dict=True).items():
        final = _final(found)
        stands = found.with_columns(final=final).filter(pl.col("document").is_null() | pl.col("final").is_not_null())
        yield str(kind), _table(stands)


def _final(rows: pl.DataFrame) -> pl.Series:
    """The day on which each record's legal document became final, if it has one and did."""
    documents = _trees(rows["document"], LegalDocument)
    days = [frames.ordinal(document.final_on) if document is not None else None for document in documents]
    return pl.Series(days, dtype=DAY)


def _table(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of one kind, as a folder of facts keeps them."""
    nothing = pl.lit(None, dtype=DAY)
    decided = [one.points if one is not None else None for one in _trees(rows["discretion"], Discretion)]
    begins = pl.max_horizontal("on", "final")
    table = rows.select(
        "id",
        *DAYS,
        "matter",
        who="person",
        declared=pl.col("state") == "declared",
        decided=pl.Series(decided, dtype=pl.Int64),
        live_from=pl.max_horizontal(begins, "told"),
        live_until=nothing,
        before_from=pl.max_horizontal(begins, pl.col("told") + 1),
        before_until=nothing,
    )
    return table.with_columns(*frames.fields_of(msgspec.json.decode(_list(rows["fields"]), type=list[dict[str, Fact]])))


def _trees(texts: pl.Series, shape: type[T]) -> list[T | None]:
    """What the texts of trees say; most columns have none at all."""
    if texts.null_count() == len(texts):
        return [None] * len(texts)
    shapes: Any = list[shape | None]  # type: ignore[valid-type]  # a shape that is only known here
    found: list[T | None] = msgspec.json.decode(_list(texts), type=shapes)
    return found


def _list(texts: pl.Series) -> str:
    """Many texts of trees as one text of a list."""
    return "[" + ",".join(texts.fill_null("null").to_list()) + "]"
