"""The State Council's yearly notices of holidays and make-up workdays (chinesecalendar), as plain days for the nouns."""

from datetime import date
from functools import cache

from chinese_calendar import constants


@cache
def days_off(year: int) -> tuple[frozenset[date], frozenset[date]] | None:
    """A year's days off that fall on weekdays and its make-up workdays that fall on weekends; None while no notice is published."""
    off = frozenset(day for day in constants.holidays if day.year == year)
    if not off:
        return None
    made_up = frozenset(day for day in constants.workdays if day.year == year)
    return off - {day for day in off if day.weekday() >= 5}, made_up
