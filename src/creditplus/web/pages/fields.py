"""The fields of a record as people type and read them: one input for each field that the catalogue names."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from creditplus.errors import Invalid
from creditplus.province.catalogues import Field, Kind
from creditplus.records import Fact
from creditplus.web.pages import worth


def typed(kind: Kind, form: Mapping[str, str]) -> dict[str, object]:
    """What somebody typed, as the fields' types. Raises Invalid (no number)."""
    return {field.code: _value(field, form[field.code]) for field in kind.fields if form.get(field.code)}


def shown(kind: Kind, facts: Mapping[str, Fact]) -> dict[str, str]:
    """A record's canonical facts as somebody would type them."""
    return {field.code: _written(field, facts[field.code]) for field in kind.fields if field.code in facts}


def _value(field: Field, written: str) -> object:
    """What is no number stays as it is, and the action says so."""
    match field.type:
        case "yes_no":
            return written == "yes"
        case "whole" | "fen" if written.isascii() and written.isdigit() and len(written) < 19:
            return int(written)
        case "decimal":
            try:
                return float(written)
            except ValueError:
                raise Invalid(
                    "bad-fields", flaws=(worth.flaw(f"/{field.code}", "请填写数字", "write a number"),)
                ) from None
    return written


def _written(field: Field, fact: Fact) -> str:
    match field.type:
        case "yes_no":
            return "yes" if fact else "no"
        case "date" if isinstance(fact, int):
            return str(date.fromordinal(fact))
        case "decimal" if isinstance(fact, int):
            return f"{Decimal(fact).scaleb(-field.places):f}"
    return str(fact)
