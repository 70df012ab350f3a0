"""The catalogue (公共信用信息目录): which kinds of record exist, with their fields, units, providers and laws. It is the province's.

A kind that is not in the catalogue can be neither reported nor scored (G09; 中办国办 2025-03).
"""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus import arithmetic
from creditplus.conditions import FieldType
from creditplus.errors import Words
from creditplus.workdays import Period

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=60, description="lower-case letters, digits, `_`")]
Division = Annotated[str, Meta(pattern=r"^23[0-9]{4}$", description="a division code of Heilongjiang (GB/T 2260)")]
Polarity = Literal["merit", "demerit", "listing", "honour"]
Severity = Literal["minor", "general", "serious"]


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of a kind: its type and unit, the least and greatest value, and whether a record must have it."""

    code: Code
    title: Words
    type: Literal["text", "whole", "decimal", "fen", "date", "yes_no"]
    unit: str | None = None
    places: Annotated[int, Meta(ge=0, le=4)] = 0
    min: arithmetic.Amount = 0
    max: arithmetic.Amount | None = None
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def plain_type(self) -> FieldType:
        """The field as conditions know it."""
        return FieldType(self.type, self.places, self.choices)


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
        return next((field for field in self.fields if field.code == code), None)

    @property
    def field_types(self) -> dict[str, FieldType]:
        """Every field as conditions know it."""
        return {field.code: field.plain_type for field in self.fields}


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A department or kind of unit that may report: the code by which kinds name it, and its title."""

    code: Code
    title: Words


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
        return next((kind for kind in self.kinds if kind.code == code), None)
