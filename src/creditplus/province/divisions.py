"""The province's divisions (GB/T 2260): which counties there are, what they are called, and which city each belongs to.

Why the English names are data: pinyin is not enough where a name is not Chinese (Qiqihar, Dorbod, Sartu); these are the forms in
use on maps and in English texts of the province.
"""

import csv
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from creditplus.errors import Words

PROVINCE = "230000"


class Division(msgspec.Struct, frozen=True):
    """One division: its code, level (province, prefecture, county), Chinese and English name, and the code of the one above it."""

    code: str
    level: str
    name: str
    parent: str
    english: str

    @property
    def title(self) -> Words:
        """What it is called."""
        return Words(self.name, self.english)


@cache
def divisions() -> dict[str, Division]:
    """Every division of the province by its code."""
    text = files("creditplus.province").joinpath("divisions.csv").read_text("utf-8-sig")
    return {row["code"]: Division(**row) for row in csv.DictReader(text.splitlines())}


def is_county(code: str) -> bool:
    """Whether there is a county (district, county, county-level city) with that code."""
    found = divisions().get(code)
    return found is not None and found.level == "county"


def upwards(code: str) -> list[str]:
    """A division and everything it belongs to, the nearest first: the county's text rules, else the city's, else the province's."""
    found = divisions().get(code)
    return [code, *upwards(found.parent)] if found is not None and found.parent else [code]


def other_city(code: str, county: str) -> Division | None:
    """The city (or prefecture) with that code, if it is another than the one a county belongs to."""
    found = divisions().get(code)
    return found if found is not None and found.level == "prefecture" and code not in upwards(county) else None


@lru_cache(4096)
def city_of(code: str) -> str | None:
    """The city (or prefecture) that a county belongs to; a city belongs to itself, the province to none."""
    return next((one for one in upwards(code) if one in divisions() and divisions()[one].level == "prefecture"), None)
