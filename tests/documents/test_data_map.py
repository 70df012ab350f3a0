"""The data map names every table and every column, and nothing that is not there; its periods are those of the code."""

import re

from creditplus.rights.retentions import RETENTIONS
from creditplus.tools.store import rows, wholes
from tests.house import sources

ROW = re.compile(r"^\| `(\w+)` \|(.+)\|$", re.M)


def written() -> dict[str, list[str]]:
    """The cells of each table's row: columns, what and why, basis, how long, who sees it, what is left."""
    text = (sources.ROOT / "docs/data.md").read_text("utf-8")
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in ROW.findall(text)}


def test_every_table_and_every_column_stands_in_the_map_and_no_other() -> None:
    said = {name: set(re.findall(r"`(\w+)`", cells[0])) for name, cells in written().items()}
    assert said == {name: set(table.columns.keys()) for name, table in rows.Row.metadata.tables.items()}


def test_every_cell_of_the_map_says_something() -> None:
    assert [name for name, cells in written().items() if len(cells) != 6 or not all(cells)] == []


def test_the_periods_of_the_map_are_those_of_the_code() -> None:
    said = {name: re.search(r"([\d,]+) days", cells[3]) for name, cells in written().items()}
    days = {name: int(found[1].replace(",", "")) for name, found in said.items() if found}
    assert days == {name: one.days for name, one in RETENTIONS.items()}


def test_a_table_about_people_says_that_it_is_nameless_or_what_goes() -> None:
    silent = [name for name in wholes.persons() if not re.search("nameless|erased|key", written()[name][5])]
    assert silent == []
