"""An export (导出): everything that is held about a person, as one tree or as tables that any spreadsheet opens safely.

Why a `'` before some cells: a spreadsheet runs a cell that begins with =, +, -, @ (some also one with their wide forms), a tab or a
line end as a formula, and some of what is exported was written by others.
"""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"
Rows = Sequence[dict[str, Any]]


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is held: who the person is, and each table's rows as they are kept. `held` has a key for every table."""

    person: str
    citizen_id: str | None
    at: datetime
    held: dict[str, list[dict[str, Any]]]


def cell(value: Any) -> str:
    """One value as a cell that no spreadsheet takes for a formula."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            text = value
        case _:
            built = msgspec.to_builtins(value)
            text = built if isinstance(built, str) else json.dumps(built, ensure_ascii=False, sort_keys=True)
    return f"'{text}" if text.startswith(FORMULA) else text


def table(rows: Rows) -> bytes:
    """Rows as CSV (RFC 4180) in UTF-8 with a byte order mark, so that spreadsheets read Chinese."""
    written = io.StringIO()
    columns = list(rows[0]) if rows else []
    writer = csv.writer(written)
    writer.writerow(map(cell, columns))
    writer.writerows([cell(row[column]) for column in columns] for row in rows)
    return (BOM + written.getvalue()).encode()


def zipped(export: Export) -> bytes:
    """One CSV file for each table that holds something, and one that says who, in a ZIP archive."""
    who = [{"person": export.person, "citizen_id": export.citizen_id, "at": export.at.isoformat()}]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in {"person": who, **export.held}.items():
            if rows:
                when = zipfile.ZipInfo(f"{name}.csv", export.at.timetuple()[:6])
                when.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(when, table(rows))
    return packed.getvalue()
