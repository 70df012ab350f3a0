"""The catalogue (公共信用信息目录): which kinds of record exist, with their fields, units, providers and laws. It is the province's.

A kind that is not in the catalogue can be neither reported nor scored (G09; 中办国办 2025-03).
"""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus import arithmetic
from creditplus.errors import Words
from creditplus.language.conditions import FieldType
from creditplus.language.lines import Finding, Path
from creditplus.workdays import Period

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=60, description="lower-case letters, digits, `_`")]
Division = Annotated[str, Meta(pattern=r"^23[0-9]{4}$", description="a division code of Heilongjiang (GB/T 2260)")]
Polarity = Literal["merit", "demerit", "listing", "honour"]
Severity = Literal["minor", "general", "serious"]


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of a kind: its type and unit, the least and greatest value, and whether a record must have it.

    `unit_en` and `choices_en` say the unit and the choices in English, in the same order; records hold the Chinese ones.
    """

    code: Code
    title: Words
    type: Literal["text", "whole", "decimal", "fen", "date", "yes_no"]
    unit: str | None = None
    unit_en: str | None = None
    places: Annotated[int, Meta(ge=0, le=4)] = 0
    min: arithmetic.Amount = 0
    max: arithmetic.Amount | None = None
    choices: tuple[str, ...] = ()
    choices_en: tuple[str, ...] = ()
    required: bool = False

    @property
    def plain_type(self) -> FieldType:
        """The field as conditions know it."""
        return FieldType(self.type, self.places, self.choices)

    @property
    def measured(self) -> Words:
        """What it is counted in; without English words as the catalogue has it, and empty if it has no unit."""
        return Words(self.unit or "", self.unit_en or self.unit or "")

    @property
    def chosen(self) -> dict[str, Words]:
        """Each choice in words."""
        english = self.choices_en or self.choices
        return {one: Words(one, en) for one, en in zip(self.choices, english, strict=True)}


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One kind of record: what it is, who may report it, by which law, and for a demerit how heavy it is and what carries it.

    `documents` names the legal documents that a demerit needs; `counts_max` is the longest time it may count;
    `longer_by` names the law, if one lets it count longer than its severity class allows (G15).
    """

    code: Code
    title: Words
    polarity: Polarity
    law: str
    reported_by: Annotated[tuple[Code, ...], Meta(min_length=1)]
    fields: tuple[Field, ...] = ()
    severity: Severity | None = None
    documents: tuple[str, ...] = ()
    counts_max: Period = "permanent"
    longer_by: str | None = None

    def field(self, code: str) -> Field | None:
        """The field with that code, if the kind has it."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Field]:
        return {
            field.code: field for field in reversed(self.fields)
        }  # of two with one code, which is a flaw, the first

    @cached_property
    def field_types(self) -> dict[str, FieldType]:
        """Every field as conditions know it."""
        return {field.code: field.plain_type for field in self.fields}


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A department or kind of unit that may report: the code by which kinds name it, and its title."""

    code: Code
    title: Words


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The province's catalogue of public credit information, from a date on."""

    kind: Literal["catalogue"]
    division: Division
    title: Words
    document: str
    effective: date
    providers: Annotated[tuple[Provider, ...], Meta(min_length=1)]
    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1)]

    def find(self, code: str) -> Kind | None:
        """The kind with that code, if the catalogue has it."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Kind]:
        return {kind.code: kind for kind in reversed(self.kinds)}  # of two with one code, which is a flaw, the first


def flaws(catalogue: Catalogue) -> Iterator[Finding]:
    """What must make sense in a catalogue: each flaw with its key path, in Chinese and English."""
    yield from twice(("providers",), [provider.code for provider in catalogue.providers])
    yield from twice(("kinds",), [kind.code for kind in catalogue.kinds])
    providers = {provider.code for provider in catalogue.providers}
    for number, kind in enumerate(catalogue.kinds):
        where: Path = ("kinds", number)
        for place, code in enumerate(kind.reported_by):
            if code not in providers:
                yield (*where, "reported_by", place), f"没有报送单位 `{code}`", f"there is no provider `{code}`"
        for finding in (*_demerit(kind), *_fields(kind)):
            yield ((*where, *finding[0]), *finding[1:])


def twice(path: Path, codes: list[str]) -> Iterator[Finding]:
    """Every second use of a code."""
    for place, code in enumerate(codes):
        if code in codes[:place]:
            yield (*path, place, "code"), f"`{code}` 已经用过", f"`{code}` is used already"


def _demerit(kind: Kind) -> Iterator[Finding]:
    """A demerit has a severity, legal documents and an end; nothing else has them (G10, G15)."""
    if kind.polarity != "demerit":
        if kind.severity or kind.documents or kind.longer_by:
            yield (), "只有失信信息写 `severity`、`documents`、`longer_by`", "only a demerit has these keys"
        return
    if kind.severity is None:
        yield (), "失信信息要写 `severity`", "a demerit needs `severity`", "G15"
    if not kind.documents:
        yield (), "失信信息要写 `documents`：有法律效力的文书", "a demerit needs `documents`: what carries it", "G10"
    if kind.counts_max == "permanent":
        yield (), "失信信息要写 `counts_max`：最长多久", "a demerit needs `counts_max`: it ends by itself", "G14"


def _fields(kind: Kind) -> Iterator[Finding]:
    """Fields with choices only where they are texts, decimal places only where they are decimals, and limits in order."""
    yield from twice(("fields",), [field.code for field in kind.fields])
    for place, field in enumerate(kind.fields):
        if field.choices and field.type != "text":
            yield ("fields", place, "choices"), "只有文字字段写 `choices`", "only a text has `choices`"
        if field.choices_en and len(field.choices_en) != len(field.choices):
            yield ("fields", place, "choices_en"), "`choices_en` 要与 `choices` 一一对应", "one for each of `choices`"
        if field.unit_en and not field.unit:
            yield ("fields", place, "unit_en"), "有 `unit` 才写 `unit_en`", "only beside a `unit`"
        if field.places and field.type != "decimal":
            yield ("fields", place, "places"), "只有小数字段写 `places`", "only a decimal has `places`"
        if field.max is not None and field.min > field.max:
            yield ("fields", place, "min"), "`min` 大于 `max`", "`min` is greater than `max`"
