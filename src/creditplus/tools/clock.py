"""What time it is. Only actions and doors ask; nouns are told.

Why the present is counted from a fixed instant: a test that holds the clock hands out its own kind of instants, and the sum
is always a plain one, whoever holds the clock.
"""

from datetime import UTC, date, datetime

from creditplus import workdays

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The present instant, in UTC."""
    return EPOCH + (datetime.now(UTC) - EPOCH)


def today() -> date:
    """The present day in Asia/Shanghai, where the counties are."""
    return workdays.day_of(now())
