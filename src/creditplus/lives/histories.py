"""A person's history: every record, change and step of joining or leaving that is kept about them, as a value to think about."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from creditplus import ledger, workdays
from creditplus.errors import NotFound
from creditplus.lives import optouts
from creditplus.lives.optouts import Switch
from creditplus.people import Enrolment
from creditplus.records import Change, Record


class History(msgspec.Struct, frozen=True):
    """What is kept about one person."""

    person: str
    records: tuple[Record, ...] = ()
    changes: tuple[Change, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    switches: tuple[Switch, ...] = ()

    def joined_on(self, on: date) -> date | None:
        """The day of joining, if the person takes part on a day."""
        step = self.last_step(on)
        return step.on if step is not None and step.what == "joined" else None

    def county_on(self, on: date) -> str:
        """The county whose points the person takes part in on a day. Raises NotFound."""
        step = self.last_step(on)
        if step is None or step.what != "joined":
            raise NotFound("not-joined")
        return step.county

    def last_step(self, on: date) -> Enrolment | None:
        """The latest step of joining or leaving by a day."""
        return max((step for step in self.enrolments if step.on <= on), key=lambda step: step.at, default=None)

    def next_at(self, now: datetime) -> datetime:
        """The instant of a next step: now, but always after the last one, whatever two machines' clocks say."""
        return max([now, *(step.at + optouts.INSTANT for step in self.enrolments)])

    def stand(self, on: date, known_at: datetime | None = None, *, asked: date | None = None) -> list[Record]:
        """The records that stand on a day (`ledger.standing`), without the good ones that the person switched off (G20).

        `asked` is the day on which it is asked, if that is a later one: what is switched off by then is left out at once.
        """
        return optouts.kept(ledger.standing(self.records, self.changes, on, known_at), self.off(asked or on))

    def off(self, on: date) -> frozenset[str]:
        """The kinds that are switched off by the end of a day."""
        return optouts.off(self.switches, workdays.starts(workdays.after(on, "1 day")))

    def known(self, before: datetime) -> "History":
        """The history as it was known before an instant."""
        return History(
            self.person,
            tuple(record for record in self.records if record.reported_at < before),
            tuple(change for change in self.changes if change.at < before),
            self.enrolments,
            tuple(switch for switch in self.switches if switch.at < before),
        )


class Plain(NamedTuple):
    """Records of one kind to which nothing ever happened, as columns: each the text of a JSON list, in the same order.

    Days are texts such as `2026-07-01`, `reported_at` microseconds since 1970 in UTC, all else as it is kept.
    """

    kind: str
    id: str
    person: str
    on: str
    ends_on: str
    found_on: str
    released_on: str
    matter: str
    document: str
    discretion: str
    state: str
    fields: str
    reported_at: str


class Lives(NamedTuple):
    """Many people at once, so that whole counties leave a database quickly: what is usual in columns, all else as histories.

    Usual is who joined once and did nothing since (`joined`: the day, by the code name), and a record to which nothing ever
    happened, of somebody who switched nothing off. `others` hold the rest and nothing of that, so they may be parts of histories.
    """

    people: Sequence[str]
    joined: Sequence[tuple[str, str]] = ()
    records: Sequence[Plain] = ()
    others: Sequence[History] = ()
