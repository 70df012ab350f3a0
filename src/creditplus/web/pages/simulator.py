"""Trying a county's rules: deeds that somebody makes up, what they would be worth, and what they would open. Nothing is kept.

Why the deeds travel in the form: nobody has signed in, and what is kept nowhere cannot leak.
"""

import json
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from creditplus.actions.read_rules import Rules, read_rules
from creditplus.actions.suppose_life import suppose_life
from creditplus.errors import Invalid, Refusal
from creditplus.outlooks import supposed
from creditplus.outlooks.supposed import Deed
from creditplus.province.catalogues import Kind
from creditplus.tools import clock
from creditplus.web import bodies
from creditplus.web.pages import bars, fields
from creditplus.web.pages.visits import Here, Visit


@get("/c/{county:str}/try")
async def begin(visit: Here, county: FromPath[str]) -> Response[bytes]:
    """A life in which nothing has happened yet."""
    return visit.show("try.html", **await _seen(visit, county, await visit.read(read_rules, county), ()))


@post("/c/{county:str}/try")
async def go_on(visit: Here, county: FromPath[str]) -> Response[bytes]:
    """Choose a kind, add a deed of it, or take one away."""
    form = await visit.form()
    rules = await visit.read(read_rules, county)
    deeds, chosen = _deeds(form), _kind(rules, form.get("kind", ""))
    try:
        if form.get("what") == "add" and chosen is not None:
            added = Deed(kind=chosen.code, on=clock.today(), fields=fields.typed(chosen, form))
            found = await _seen(visit, county, rules, (*deeds, added)[: supposed.DEEDS_MAX])
            return visit.show("try.html", **found)
    except Refusal as refusal:
        return visit.refused(refusal, "try.html", **(await _seen(visit, county, rules, deeds) | {"chosen": chosen}))
    away = form.get("away", "")
    kept = tuple(deed for place, deed in enumerate(deeds) if str(place) != away)
    return visit.show("try.html", **(await _seen(visit, county, rules, kept) | {"chosen": None if away else chosen}))


def _deeds(form: dict[str, str]) -> tuple[Deed, ...]:
    """The deeds that the form carries. Raises Invalid."""
    written = form.get("deeds") or "[]"
    deeds: list[Deed] = bodies.fits(bodies.plain(written.encode()), list[Deed])
    return tuple(deeds[: supposed.DEEDS_MAX])


def _kind(rules: Rules, code: str) -> Kind | None:
    return next((kind for kind in _kinds(rules) if kind.code == code), None)


def _kinds(rules: Rules) -> list[Kind]:
    """The kinds that the county's text gives or takes points for."""
    valued = {rule.kind for rule in rules.rulebook.rules}
    return [kind for kind in rules.catalogue.kinds if kind.code in valued and kind.polarity != "listing"]


async def _seen(visit: Visit, county: str, rules: Rules, deeds: tuple[Deed, ...]) -> dict[str, Any]:
    """The page's facts. Raises Invalid for a deed that cannot be."""
    found = await visit.read(suppose_life, county, deeds)
    named = [(rules.catalogue.find(deed.kind), deed) for deed in deeds]
    if any(kind is None for kind, _ in named):
        raise Invalid("unknown-kind")
    return {
        "county": county,
        "rulebook": rules.rulebook,
        "kinds": _kinds(rules),
        "chosen": None,
        "deeds": named,
        "carried": json.dumps(msgspec.to_builtins(deeds), ensure_ascii=False),
        "full": len(deeds) >= supposed.DEEDS_MAX,
        "found": found,
        "chart": bars.drawn(found.score, visit.language),
        "low": bars.ends(found.score)[0],
    }


PAGES = (begin, go_on)
