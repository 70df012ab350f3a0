# mypy: ignore-errors
"""The fifty rules of `tests.bench.text` as somebody would write them for OpenFisca, run in an environment of its own.

Run by `tests.bulk_bench` with two files: what is known of each record as arrays, and the rules. It prints how long everybody's
points took, and what they add up to, so that both sides are seen to do the same work.
"""

import json
import sys
import time
from itertools import groupby
from pathlib import Path

import numpy as np
from openfisca_core import entities, periods, taxbenefitsystems, variables
from openfisca_core.simulations import SimulationBuilder

RECORD = entities.build_entity("record", "records", "a record", is_person=True)
RESIDENT = entities.build_entity(
    "resident", "residents", "a resident", roles=[{"key": "own", "plural": "owns", "label": "own"}]
)
YEAR, THIS = periods.DateUnit.YEAR, periods.period("2026")


def known(name, of):
    """A variable that is given."""
    fields = {"value_type": of, "entity": RECORD, "definition_period": YEAR, "label": name}
    return type(name, (variables.Variable,), fields)


def counted(shape, months, number):
    """What the records of a year are worth: `number` says how many there are of a month, or of all of them."""
    if shape == 0:
        return np.minimum(600, 200 * number(months))
    if shape == 1:
        count = number(months)
        return np.minimum(800, 100 * np.minimum(count, 5) + 100 * (np.maximum(count - 5, 0) // 2))
    return np.minimum(1200, sum(np.minimum(600, 300 * number([month])) for month in months))


def rule(name, kind, choice, shape, months):
    """A variable that is worked out: the points of one rule."""

    def formula(resident, period):
        record = resident.members
        met = (record("kind", period) == kind) & (record("choice", period) == choice) & record("counts", period)
        month = record("month", period)

        def number(some):
            return resident.sum(met & (month >= some[0]) & (month <= some[-1])).astype(np.int64)

        years = [list(found) for _, found in groupby(months, lambda month: month // 12)]
        points = sum(counted(shape, year, number) for year in years)
        return np.minimum(3000, points) if shape == 0 else points

    fields = {"value_type": int, "entity": RESIDENT, "definition_period": YEAR, "label": name, "formula": formula}
    return type(name, (variables.Variable,), fields)


def main(arrays, rules):
    """Everybody's points."""
    given = np.load(arrays)
    told = json.loads(Path(rules).read_text("utf-8"))
    system = taxbenefitsystems.TaxBenefitSystem([RECORD, RESIDENT])
    for name, of in (("kind", int), ("choice", int), ("month", int), ("counts", bool)):
        system.add_variable(known(name, of))
    for one in told["rules"]:
        system.add_variable(rule(one["name"], one["kind"], one["choice"], one["shape"], told["months"]))
    building = SimulationBuilder()
    building.create_entities(system)
    building.declare_person_entity("record", np.arange(len(given["who"])))
    numbers = np.unique(given["who"])  # nobody without a record is asked about
    residents = building.declare_entity("resident", numbers)
    building.join_with_persons(residents, given["who"], np.full(len(given["who"]), "own"))
    simulation = building.build(system)
    for name in ("kind", "choice", "month", "counts"):
        simulation.set_input(name, THIS, given[name])
    begin = time.perf_counter()
    sums = {"one": 0, "two": 0}
    for one in told["rules"]:
        sums[one["category"]] = sums[one["category"]] + simulation.calculate(one["name"], THIS).astype(np.int64)
    points = 50_000 + np.minimum(20_000, sums["one"]) + np.minimum(20_000, sums["two"])
    found = np.clip(points, 0, 100_000) // 100 * 100
    taken = time.perf_counter() - begin
    points = np.full(told["residents"], 50_000)
    points[numbers] = found
    print(json.dumps([taken, len(points), int(points.sum()), int((points * (np.arange(len(points)) % 1009)).sum())]))


if __name__ == "__main__":
    main(*sys.argv[1:])
