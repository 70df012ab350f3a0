"""A person's history: every record, change and step of joining or leaving that is kept about them, as a value to think about."""

from datetime import date, datetime

import msgspec

from creditplus.errors import NotFound
from creditplus.people import Enrolment
from creditplus.records import Change, Record


class History(msgspec.Struct, frozen=True):
    """What is kept about one person."""

    person: str
    records: tuple[Record, ...] = ()
    changes: tuple[Change, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()

    def joined_on(self, on: date) -> date | None:
        """The day of joining, if the person takes part on a day."""
        step = self._last_step(on)
        return step.on if step is not None and step.what == "joined" else None

    def county_on(self, on: date) -> str:
        """The county whose points the person takes part in on a day. Raises NotFound."""
        step = self._last_step(on)
        if step is None or step.what != "joined":
            raise NotFound("not-joined")
        return step.county

    def _last_step(self, on: date) -> Enrolment | None:
        return max((step for step in self.enrolments if step.on <= on), key=lambda step: step.at, default=None)

    def known(self, before: datetime) -> "History":
        """The history as it was known before an instant."""
        return History(
            self.person,
            tuple(record for record in self.records if record.reported_at < before),
            tuple(change for change in self.changes if change.at < before),
            self.enrolments,
        )
