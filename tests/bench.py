"""Measures what the design promises and writes `docs/benchmarks.md`: `make bench`. Ratios within one run; the machine is shared.

Each figure is the median of several rounds; the two sides of a ratio take turns, so that a slow minute slows both.
"""

import importlib
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from creditplus import ledger, scores
from creditplus.drafting import drafts
from creditplus.outlooks import explanations
from creditplus.province.catalogues import Catalogue
from creditplus.records import Record
from creditplus.rulebooks import Rulebook
from creditplus.tools import engine, proof
from tests import cities_bench, intake_bench, pace_bench, shelf, silence, wrk
from tests.soak import steady

ROUNDS = 40
ON = date(2026, 10, 1)
HEADER = """kind = "rulebook"
county = "230281"
title = { zh = "测速", en = "for measuring" }
document = "测〔2026〕1号"
law = ["《志愿服务条例》第三十二条"]
commented = { from = 2026-04-01, to = 2026-05-06 }
effective = 2026-07-01
expires = 2028-07-01
impact_assessment = "PIA-2026-000"
score = { base = 500, min = 0, max = 1000 }
grades = [
  { code = "A", title = { zh = "优", en = "good" }, at_least = 600 },
  { code = "B", title = { zh = "良", en = "fair" }, at_least = 0 },
]
categories = [
  { code = "one", title = { zh = "一", en = "one" }, max = 200 },
  { code = "two", title = { zh = "二", en = "two" }, max = 200 },
]
"""
RULE = """
[[rules]]
code = "rule.r{place}"
title = {{ zh = "规则", en = "rule" }}
kind = "{kind}"
when = {{ {field} = "{choice}" }}
category = "{category}"
{worth}
counts_for = "24 months"
law = "《志愿服务条例》第三十二条"
"""
WORTHS = (
    "points = 2\nlimits = { year = 6, life = 30 }",
    'bands = [{ to = 5, points = 1 }, { unit = 2, points = 1 }]\npooled = "year"\nlimits = { year = 8 }',
    "points = 3\nlimits = { record = 3, month = 6, year = 12 }",
)


def text(rules: int) -> str:
    """A rulebook text with so many rules, all alive: one for each choice of a kind's field."""
    found = []
    for kind in shelf.catalogue().kinds:
        field = next((field for field in kind.fields if field.type == "text" and field.choices), None)
        if kind.polarity in ("merit", "honour") and field is not None:
            found += [(kind.code, field.code, choice) for choice in field.choices]
    parts = [
        RULE.format(
            place=place,
            kind=kind,
            field=field,
            choice=choice,
            worth=WORTHS[place % 3],
            category=("one", "two")[place % 2],
        )
        for place, (kind, field, choice) in enumerate(found[:rules])
    ]
    assert len(parts) == rules, f"only {len(parts)} rules can be made"
    return HEADER + "".join(parts)


def read(rules: int) -> tuple[Rulebook, Catalogue]:
    """That text, read."""
    catalogue = shelf.catalogue()
    draft = drafts.rulebook(text(rules), "bench.toml", catalogue)
    assert draft.value is not None, [problem.told() for problem in draft.problems]
    return draft.value, catalogue


def person(book: Rulebook, count: int) -> list[Record]:
    """A person's records under eight of the rules: people do the same good things again and again."""
    found = []
    for place in range(count):
        rule = book.ready[place % 8 * 6]
        ((field, choice),) = rule.when.items()
        on = date(2026, 1, 1) + timedelta(days=place * 11)
        fields = {field: choice}
        at = datetime(2026, 9, 1, tzinfo=UTC)
        found.append(
            Record(
                id=f"b-{place:03}", person="p", county="230281", kind=rule.kind, on=on, fields=fields, reported_at=at
            )
        )
    return found


def paired(one: Callable[[], Any], other: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Median seconds of two things that take turns, and the median of their ratios round by round."""
    pairs = []
    for _ in range(rounds + 3):
        start = time.perf_counter()
        one()
        middle = time.perf_counter()
        other()
        pairs.append((middle - start, time.perf_counter() - middle))
    pairs = pairs[3:]
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(pair[0] / pair[1] for pair in pairs),
    )


def scoring() -> str:
    """Scoring one person with 20 records, explained, beside the engine's bare matching of the same records."""
    book, catalogue = read(50)
    records = person(book, 20)
    rules = {rule.code: rule.condition for rule in book.ready}
    match = engine.matcher(book)
    with engine.open(rules, sample=1_000_000) as bare:
        facts = [ledger.facts_of(record) for record in records]

        def matching() -> None:
            for one in facts:
                bare.match(one)

        def whole() -> scores.Score:
            return scores.derive(book, ledger.standing(records, (), ON), ON, match)

        score, only, ratio = paired(whole, matching, 400)
        told, _, in_words = paired(lambda: explanations.told(whole(), catalogue), matching, 400)
    beside = f"durable_rules matching the same 20 records: {only * 1e6:.0f} µs"
    what = "scoring one person with 20 records under 50 rules"
    return (
        f"| {what}, with every line of the explanation | {score * 1e6:.0f} µs | {beside} | **{ratio:.2f}** | ≤ 3 |\n"
        f"| the same, each line also told as a sentence in two languages | {told * 1e6:.0f} µs | {beside} | **{in_words:.2f}** | ≤ 3 |"
    )


def proving() -> str:
    """Reading and proving an 80-rule text."""
    catalogue, limits = shelf.catalogue(), shelf.read_limits().value
    assert limits is not None
    took, statements, written = [], 0, text(80)
    for place in range(5):
        start = time.perf_counter()
        draft = drafts.rulebook(written + f"# {place}\n", "bench.toml", catalogue)
        assert draft.value is not None
        certificate = proof.rulebook(draft.value, catalogue, limits, 10, draft.lines)
        took.append(time.perf_counter() - start)
        assert certificate.holds, [problem.told() for problem in certificate.problems("bench.toml")][:3]
        statements = sum(theorem.statements for theorem in certificate.theorems)
    return (
        f"| reading an 80-rule text and proving every theorem of it ({statements} statements) | "
        f"{statistics.median(took):.2f} s | — | — | < 1 s |"
    )


def reckoning() -> str:
    """Scoring and proving."""
    return f"| what | figure | beside | ratio | promise |\n|---|---|---|---|---|\n{scoring()}\n{proving()}\n"


SECTIONS: dict[str, tuple[str, Callable[[], str]]] = {
    "reckoning": ("Reckoning", reckoning),
    "silence": ("Silence", lambda: silence.told(int(os.environ.get("CREDITPLUS_SILENCE_SAMPLES", "5000")))),
    "cities": (
        "Recognition between cities",
        lambda: cities_bench.told(int(os.environ.get("CREDITPLUS_CITIES_SAMPLES", "300"))),
    ),
    "pace": ("Pace", pace_bench.told),
    "beside": ("Beside others", pace_bench.beside),
    "intake": ("Intake", intake_bench.told),
    "steady": ("Half load for long", steady.told),
}
"""The sections of the page, by the word that measures one alone. The last is only measured by that word: it takes half an hour."""
LONG = ("steady",)
PAGE = Path("docs/benchmarks.md")
TOP = """# Benchmarks

Written by `make bench`, each section by one run of it (`make bench ARGS=pace` measures one anew and leaves the others). Figures are
medians on shared cores; quote the ratios, not the times. Whole counties at once (`make bench ARGS=bulk`) are in [scale.md](scale.md).
"""


def main(words: list[str]) -> None:
    """Measure some sections, or all that do not take long, and write the page; a section that is not measured stays as it is."""
    wrk.there()
    parts = dict(_section(one) for one in PAGE.read_text("utf-8").split("\n## ")[1:])
    for word in words or [word for word in SECTIONS if word not in LONG]:
        title, measure = SECTIONS[word]
        on = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} shared cores, {platform.machine()}, Python {platform.python_version()}"
        parts[title] = f"*{on}*\n\n{measure().strip()}\n"
        known = [title for title, _ in SECTIONS.values()]
        told = "\n".join(f"## {title}\n\n{parts[title]}" for title in known if title in parts)
        PAGE.write_text(f"{TOP}\n{told}", "utf-8")
        print(f"## {title}\n\n{parts[title]}")


def _section(written: str) -> tuple[str, str]:
    title, _, text = written.partition("\n")
    return title, text.strip("\n") + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["bulk"]:
        importlib.import_module("tests.bulk_bench").main()
    else:
        main(sys.argv[1:])
