"""The clock can be held, and the day is Shanghai's."""

from datetime import UTC, date, datetime

import freezegun

from creditplus.tools import clock


def test_the_day_begins_at_midnight_in_shanghai() -> None:
    days = []
    for instant in ("2026-06-30 15:59:59", "2026-06-30 16:00:00"):
        with freezegun.freeze_time(instant, real_asyncio=True):
            days.append((clock.now().tzinfo, clock.today()))
    assert days == [(UTC, date(2026, 6, 30)), (UTC, date(2026, 7, 1))]


def test_now_is_an_instant_in_utc() -> None:
    with freezegun.freeze_time("2026-07-01 04:00:00", real_asyncio=True):
        assert clock.now() == datetime(2026, 7, 1, 4, tzinfo=UTC)
