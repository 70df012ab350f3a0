"""What is said when something cannot be done: what happened, what is safe, what to do next.

Refusal                  nothing was changed, and the refusal itself is logged
├── Invalid              what was sent cannot be understood or is out of range
├── NotFound             what was asked for is not here (or not for this asker: the two look the same)
├── Conflict             it contradicts what is already here
├── Forbidden            this person may not do this
├── NoConsent            the person it concerns has not agreed, or no longer agrees
└── GuardrailBroken      it would hurt somebody, and no text or request may do that

A refusal names a problem type; the sentences for each type, in Chinese and English, stand in `problems.toml` beside this file.
Authors of ruling texts get a list of `Problem`s instead, all at once.
A standard decision is never an error.

Why sentences are data: every door (HTTP, page, command line) tells the same story in both languages, and a test can read them all.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Literal

import msgspec

Kind = Literal["invalid", "not-found", "conflict", "forbidden", "no-consent", "guardrail-broken", "failure"]
"""The six kinds of refusal; and `failure`, which is no refusal but our own fault, and needs its sentences too."""


class Words(msgspec.Struct, frozen=True):
    """A sentence in Chinese and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in `language`, which starts with `zh` or is taken as English."""
        return self.zh if language.startswith("zh") else self.en


class ProblemType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of refusal, as `problems.toml` describes it: a short title, what is safe, and what to do next."""

    kind: Kind
    title: Words
    detail: Words
    next: Words


class Flaw(msgspec.Struct, frozen=True):
    """One bad field: where it is (JSON Pointer, RFC 6901) and what is wrong with it. It never repeats what was sent."""

    pointer: str
    message: Words


class Problem(msgspec.Struct, frozen=True):
    """One problem of a ruling text: file, line (1 is the first; 0 is the whole file), key path, and what to write instead.

    `code` names the theorem (T1 …) or guardrail (G01 …) that the text breaks, if it is one.
    """

    file: str
    line: int
    path: str
    message: Words
    code: str = ""

    def told(self, language: str = "en") -> str:
        """The problem as one line: `file:line: key.path: message`."""
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        law = f" [{self.code}]" if self.code else ""
        return where + (f"{self.path}: " if self.path else "") + self.message.in_language(language) + law


class Refusal(Exception):
    """Something was not done. `type` is a name in `problems.toml`; `flaws` lists every bad field at once.

    `about` is the code name of the person whom it concerned, so that they can read of the attempt; it is never answered.
    """

    kind: ClassVar[Kind]

    def __init__(
        self, type: str, *, flaws: tuple[Flaw, ...] = (), problems: tuple[Problem, ...] = (), about: str | None = None
    ) -> None:
        super().__init__(type)
        self.type = type
        self.flaws = flaws
        self.problems = problems
        self.about = about

    @property
    def sentence(self) -> ProblemType:
        """The words for this refusal."""
        return problem_types()[self.type]


class Invalid(Refusal):
    """What was sent cannot be understood or is out of range."""

    kind = "invalid"


class NotFound(Refusal):
    """What was asked for is not here, or not for this asker."""

    kind = "not-found"


class Conflict(Refusal):
    """It contradicts what is already here."""

    kind = "conflict"


class Forbidden(Refusal):
    """This person may not do this."""

    kind = "forbidden"


class NoConsent(Refusal):
    """The person it concerns has not agreed, or no longer agrees."""

    kind = "no-consent"


class GuardrailBroken(Refusal):
    """It would hurt somebody, and no text or request may do that. `shown` is the certificate that shows whom, where there is one."""

    kind = "guardrail-broken"

    def __init__(self, type: str, *, problems: tuple[Problem, ...] = (), shown: Any = None, **more: Any) -> None:
        super().__init__(type, problems=problems, **more)
        self.shown = shown


@cache
def problem_types() -> dict[str, ProblemType]:
    """Every problem type by its name, read once from `problems.toml`."""
    text = files("creditplus").joinpath("problems.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, ProblemType])
