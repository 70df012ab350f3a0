"""Reads `docs/rulebook.md` as its readers do: sections, the fragment of a rulebook in each, and what is said to come of it."""

import re
import tomllib
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import msgspec

from creditplus import ledger, workdays
from creditplus.drafting import drafts
from creditplus.ledger import Match
from creditplus.lives.histories import History
from creditplus.outlooks import cases
from creditplus.outlooks.cases import Trial
from creditplus.people import Enrolment
from creditplus.province.catalogues import Catalogue
from creditplus.rulebooks import Rulebook
from tests.shelf import ROOT

FILE = "docs/rulebook.md"
FENCE = re.compile(r"^```(\w+) ?(\w*)\n(.*?)^```$", re.M | re.S)
PARTS = re.compile(r"^(?=\[)", re.M)


class Example(msgspec.Struct, frozen=True):
    """One fragment of the page, and the blocks after it that say what comes of it, by their word: `cases`, `shares` …"""

    heading: str
    fragment: str
    said: tuple[tuple[str, str], ...]

    def block(self, word: str) -> str | None:
        """The block with that word."""
        return next((text for name, text in self.said if name == word), None)


@cache
def page() -> str:
    """The page, to the byte."""
    return (ROOT / FILE).read_text("utf-8")


def block(word: str) -> str:
    """The page's one block with that word: the catalogue or the frame."""
    (text,) = [text for _, name, text in FENCE.findall(page()) if name == word]
    return str(text)


@cache
def catalogue() -> Catalogue:
    """The catalogue that the page shows."""
    draft = drafts.catalogue(block("catalogue"), FILE)
    assert draft.value is not None, [problem.told() for problem in draft.problems]
    return draft.value


@cache
def examples() -> tuple[Example, ...]:
    """Every example of the page: a fragment with what follows it."""
    found = []
    for section in re.split(r"^## ", page(), flags=re.M)[1:]:
        heading, _, body = section.partition("\n")
        blocks = [(name, text) for _, name, text in FENCE.findall(body) if name not in ("catalogue", "frame")]
        starts = [place for place, (name, _) in enumerate(blocks) if name == ""]
        for start, end in pairwise([*starts, len(blocks)]):
            found.append(Example(heading, blocks[start][1], tuple(blocks[start + 1 : end])))
    return tuple(found)


def completed(fragment: str) -> str:
    """The fragment with the frame's parts that it does not write itself, as the page says."""
    own = parts(fragment)
    frame = "".join(text for name, text in parts(block("frame")).items() if name not in own)
    return fragment + frame if "" in own else frame + fragment


def parts(text: str) -> dict[str, str]:
    """A text cut at its top-level tables: the header under "", then each table or list of tables by its name."""
    found: dict[str, str] = {}
    for part in PARTS.split(text):
        name = part.split("]")[0].strip("[").split(".")[0] if part.startswith("[") else ""
        if part.strip():
            found[name] = found.get(name, "") + part + "\n"
    return found


@cache
def rulebook(fragment: str) -> Rulebook:
    """The rulebook of a completed fragment."""
    draft = drafts.rulebook(completed(fragment), FILE, catalogue())
    assert draft.value is not None, [problem.told() for problem in draft.problems]
    return draft.value


def said(example: Example, word: str) -> list[dict[str, Any]]:
    """What a block says, as plain values with exact decimals."""
    text = example.block(word)
    (listed,) = tomllib.loads(text, parse_float=Decimal).values() if text else ([],)
    return list(listed)


def trials(example: Example) -> list[Trial]:
    """The worked cases of an example."""
    draft = cases.read(example.block("cases") or "", FILE)
    assert draft.value is not None, [problem.told() for problem in draft.problems]
    return cases.trials(draft, rulebook(example.fragment), catalogue())


def history(fragment: str, records: list[dict[str, Any]], person: str = "p") -> History:
    """Records written as in a case, as the history of a person who joined when the text took effect."""
    book = rulebook(fragment)
    case = cases.Case(says="-", on=book.effective, score=0, records=tuple(records))
    draft = cases.read('[[cases]]\nsays = "---"\non = 2026-01-01\nscore = 0\n', FILE)
    trial = Trial(draft, (), case, book, catalogue())
    kept = [trial.record(fact, (), f"{person}-{place}") for place, fact in enumerate(records)]
    assert trial.found == []
    at = workdays.starts(book.effective)
    step = Enrolment(id=person, person=person, county=book.county, what="joined", on=book.effective, at=at)
    return History(person, tuple(record for record in kept if record is not None), (), (step,))


def match(fragment: str) -> Match:
    """The plain reading of a fragment's conditions."""
    return ledger.plainly(rulebook(fragment))


def hundredths(number: int | Decimal) -> int:
    """Points as the page writes them, in hundredths."""
    return int(number * 100)
