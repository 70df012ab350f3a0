"""A retention (保存期限): how long each kind of row is kept once it is over, by which law, and from which day it may be purged.

Nothing here decides what counts: what is over is never used, purged or not. Whatever has no period here is kept; `docs/data.md`
says why for every table.
"""

from datetime import date, datetime, timedelta

import msgspec

from creditplus.errors import Words
from creditplus.records import Record

YEAR = 365
LEAP = 2
"""Days by which five years can be longer than five times 365."""


class Retention(msgspec.Struct, frozen=True):
    """How many days after its end a row of a table may be purged, what its end is, and the law."""

    table: str
    days: int
    end: Words
    law: str


RETENTIONS = {
    one.table: one
    for one in (
        Retention(
            "records",
            5 * YEAR + LEAP,
            Words("失信行为终止之日（或解除之日）", "the end of the act (or of release)"),
            "征信业管理条例 第十六条",
        ),
        Retention(
            "codes",
            5 * YEAR + LEAP,
            Words("信用码失效之时", "the end of the code"),
            "征信业管理条例 第二十二条（查询记录至少五年）",
        ),
        Retention(
            "consents",
            5 * YEAR + LEAP,
            Words("授权期满之时", "the end of the consent"),
            "个人信息保护法 第四十七条；征信业管理条例 第二十二条",
        ),
        Retention(
            "idempotency",
            90,
            Words("第一次答复之时", "the first answer"),
            "个人信息保护法 第十九条（最短必要期限）",
        ),
        Retention(
            "people",
            5 * YEAR + LEAP,
            Words(
                "最后一次退出之日；从未参加的，最后一次出现之日",
                "the day of leaving for the last time; of who never joined, of being last met",
            ),
            "个人信息保护法 第四十七条",
        ),
    )
}
"""Every period, by table."""


class Purge(msgspec.Struct, frozen=True, kw_only=True):
    """One purge: the rows of `what` that were over before an instant, and how many there were."""

    id: str
    what: str
    before: datetime
    rows: int
    at: datetime


def before(table: str, at: datetime) -> datetime:
    """What must have been over by when to be purged now."""
    return at - timedelta(days=RETENTIONS[table].days)


def ended_on(record: Record) -> date:
    """The end of an act: its own end if it has one, never before a release."""
    ended = record.ends_on or record.on
    return max(ended, record.released_on or ended)
