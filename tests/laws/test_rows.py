"""A line that is read at once says what it says when it is read with all care; whatever is doubtful is read with care."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from creditplus.errors import Refusal
from creditplus.records import Report
from creditplus.web import bodies, rows

ROW: dict[str, Any] = {"id": "r-1", "person": "230102195001010011", "kind": "volunteer_service", "on": "2026-10-01"}
PAPER = {"type": "行政处罚决定书", "number": "1", "authority": "局", "on": "2026-10-01"}
FACTS = st.one_of(
    st.text(max_size=5),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.booleans(),
    st.none(),
    st.just([1]),
    st.just({"a": {}}),
)
MORE = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["r-2", "r-1\n", "", "r"]) | FACTS,
        "fields": st.dictionaries(st.text(max_size=4), FACTS, max_size=4) | FACTS,
        "ends_on": st.sampled_from(["2026-10-02", "2026-1-2", None]) | FACTS,
        "matter": FACTS,
        "document": st.sampled_from([PAPER, PAPER | {"final_on": "2026-10-03"}, PAPER | {"more": 1}, None]),
        "discretion": st.sampled_from([{"points": 1, "because": "b", "approved_by": "c"}, None]),
        "state": st.sampled_from(["verified", "declared", "other"]),
        "another": FACTS,
    },
)
PARTS = st.sampled_from(
    ['"', "\\", ",", ":", "{", "}", "null", "1e400", "\t", "\0", '"id":"r-1",', '"state":"verified",', "é"]
)


def careful(text: str) -> Report | None:
    """A line, read with all care."""
    try:
        return bodies.struct(text.encode(), Report)
    except (Refusal, UnicodeEncodeError):
        return None


def kinds(report: Report | None) -> list[type]:
    """Whether its facts are whole numbers, others, texts or yes and no: 1 and 1.0 and True are equal, but not the same."""
    return [type(fact) for fact in report.fields.values()] if report else []


def doubtful(text: str) -> None:
    """What is read at once is right."""
    quick = rows.quickly(text)
    if quick is not None:
        assert (quick, kinds(quick)) == ((slow := careful(text)), kinds(slow))


@given(MORE, st.booleans())
@example({"fields": {"hours": 2.5}}, True)
@example({"document": PAPER | {"final_on": "2026-10-03"}, "fields": {"domain": "市场监管", "amount": 5}}, False)
def test_a_line_is_read_at_once_as_it_is_read_with_care(more: dict[str, Any], ascii: bool) -> None:
    doubtful(json.dumps(ROW | more, ensure_ascii=ascii))


@given(st.text(max_size=3) | PARTS, st.integers(0, 200), st.integers(0, 9), st.booleans())
@example('"id":"r-1",', 1, 0, False)
@example('"hours":1,', 108, 0, True)
def test_a_line_with_anything_in_it_is_read_with_care(part: str, place: int, gone: int, whole: bool) -> None:
    text = json.dumps(ROW | {"fields": {"hours": 1}, "matter": "m", **({"document": PAPER} if whole else {})})
    doubtful(text[:place] + part + text[place + gone :])


def test_what_is_plain_is_read_at_once_and_what_stands_twice_is_not() -> None:
    plain = json.dumps(ROW | {"fields": {"hours": 1}})
    twice = plain.replace('"hours": 1', '"hours": 1, "hours": 1')
    said = [rows.quickly(text) is not None for text in (plain, twice, plain[:-1] + ', "matter": null}', plain + " ")]
    assert said == [True, False, False, True]
