"""Which score is shown and used on a day: the live one, or the one that the county published last by its rhythm (R15)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from creditplus import adjustments, ledger, scores, workdays
from creditplus.ledger import Match
from creditplus.lives.histories import History
from creditplus.records import Record
from creditplus.rulebooks import Rulebook
from creditplus.scores import Score

Cutoffs = Mapping[str, int]
"""The lower ends of the grades by share, as the last publication worked them out (`cutoffs`); without them nobody has such a grade."""


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """That a county published the scores of a day (`on`) under a text: for how many people, of whom so many `changed`.

    `cutoffs` are the lower ends of the grades by share; `seal` is the SHA-256 of everybody's code name, points and grade.
    """

    id: str
    county: str
    on: date
    rulebook: str
    at: datetime
    by: str
    people: int
    changed: int
    cutoffs: dict[str, int]
    seal: str


class PublishedScore(msgspec.Struct, frozen=True):
    """A person's score in a publication; without points, they no longer took part."""

    publication: str
    person: str
    points: int | None
    grade: str | None


def live(rulebook: Rulebook, history: History, on: date, match: Match, cutoffs: Cutoffs | None = None) -> Score:
    """A person's live score on a day, from everything known by the end of that day."""
    stand = history.stand(on)
    return _graded(rulebook, scores.derive(rulebook, stand, on, match, history.joined_on(on)), stand, cutoffs)


def published(rulebook: Rulebook, history: History, on: date, match: Match, cutoffs: Cutoffs | None = None) -> Score:
    """The score that decisions use on a day: the one last published by the county's rhythm, from what was received before (R15).

    What is owed to a person at once does not wait for the rhythm: a demerit that is disputed, repaired, revoked or withdrawn
    since then takes nothing any more (G16, G18, G19).
    """
    day = published_on(rulebook, on)
    if day == on and rulebook.score.published == "at once":
        return live(rulebook, history, on, match, cutoffs)
    now = {record.id for record in ledger.standing(history.records, history.changes, on)}
    stand = [one for one in history.stand(day, workdays.starts(day), asked=on) if one.document is None or one.id in now]
    return _graded(rulebook, scores.derive(rulebook, stand, day, match, history.joined_on(on)), stand, cutoffs)


def _graded(rulebook: Rulebook, score: Score, stand: Iterable[Record], cutoffs: Cutoffs | None) -> Score:
    """The score with its grade among the shares of the county's residents, where the text has such grades (R04)."""
    if not cutoffs:
        return score
    grade = scores.grade_of(rulebook, score.points, adjustments.listed_since(rulebook, stand, score.on), cutoffs)
    return msgspec.structs.replace(score, grade=grade.code, grade_title=grade.title)


def published_on(rulebook: Rulebook, on: date) -> date:
    """The day whose score is the published one on a day; never before the rulebook took effect."""
    match rulebook.score.published:
        case "monthly":
            day = on.replace(day=1)
        case "quarterly":
            day = workdays.first_day(workdays.number_of(on, "quarter"), "quarter")
        case "yearly":
            day = date(on.year - 1, 12, 31)
        case _:
            day = on
    return max(day, min(on, rulebook.effective))


def with_shares(rulebook: Rulebook, cutoffs: Cutoffs) -> Rulebook:
    """The text with the lower ends of its grades by share, as a publication worked them out: then it is read like any other (R04)."""
    ends = {grade.code: cutoffs.get(grade.code, grade.at_least) for grade in rulebook.grades}
    grades = tuple(msgspec.structs.replace(grade, at_least=ends[grade.code]) for grade in rulebook.grades)
    return msgspec.structs.replace(rulebook, grades=grades)


def has_shares(rulebook: Rulebook) -> bool:
    """Whether a text has grades by share."""
    return any(grade.top_percent is not None for grade in rulebook.grades)


def is_publication_day(rulebook: Rulebook, on: date) -> bool:
    """Whether the scores of a day are ever published ones: the rhythm's own days, and the day on which the text takes effect."""
    match rulebook.score.published:
        case "monthly":
            own = on.day == 1
        case "quarterly":
            own = on.day == 1 and on.month % 3 == 1
        case "yearly":
            own = (on.month, on.day) == (12, 31)
        case _:
            own = True
    return rulebook.effective <= on < rulebook.expires and (own or on == rulebook.effective)


def is_due(rulebook: Rulebook, on: date, now: datetime) -> bool:
    """Whether the scores of a day may be published by now: it is a day of publication, and everything that they rest on was told."""
    return is_publication_day(rulebook, on) and told_by(rulebook, on) <= now


def told_by(rulebook: Rulebook, on: date) -> datetime:
    """The instant before which everything that a published score of a day rests on was told."""
    return workdays.starts(workdays.after(on, "1 day") if rulebook.score.published == "at once" else on)


def grades_reached(rulebook: Rulebook, score: Score) -> frozenset[str]:
    """The person's grade and every lower one: a need for a lower grade is met by a higher one."""
    codes = [grade.code for grade in rulebook.grades]
    return frozenset(codes[codes.index(score.grade) :])


def cutoffs(rulebook: Rulebook, all_points: Iterable[int]) -> dict[str, int]:
    """The lower ends, in hundredths, of the grades by share, worked out from the points of everyone who takes part (R04).

    A share never holds more than its percent: of several people with equal points either all are in it or none is. A share
    that nobody can be in has no lower end. None lies below the best grade with a lower end of its own.
    """
    ranked = sorted(all_points, reverse=True)
    floor = max((grade.at_least for grade in rulebook.grades if grade.at_least is not None), default=rulebook.score.min)
    ends: dict[str, int] = {}
    taken = 0
    for grade in rulebook.grades:
        if grade.top_percent is not None:
            last = _last_within(ranked, taken, len(ranked) * grade.top_percent // 100, floor)
            if last > taken:
                ends[grade.code] = ranked[last - 1]
                taken = last
    return ends


def _last_within(ranked: list[int], taken: int, most: int, floor: int) -> int:
    """How many of the first belong to a share of `most` people that begins after `taken`, equal points together."""
    last = min(taken + most, len(ranked))
    while last > taken and (ranked[last - 1] < floor or (last < len(ranked) and ranked[last] == ranked[last - 1])):
        last -= 1
    return last
