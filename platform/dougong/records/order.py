"""In which order stored formulas run: a record's and its lines' read one another, so they are sorted together."""

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from dougong.catalog.model import Expression, Field, Object


@dataclass(frozen=True, slots=True)
class Formula:
    """A stored formula of the record itself (`lines` is "") or of each row of one of its lines fields."""

    lines: str
    field: Field
    expression: Expression


def formula_order(object: Object, lines: Mapping[str, Object]) -> tuple[Formula, ...]:
    """Return the stored formulas of `object` and of its line objects, each after those it reads.

    Raises graphlib.CycleError for formulas that read each other; the catalog has refused those before.
    """
    found = {(formula.lines, formula.field.name): formula
             for formula in (*_own("", object), *(f for name, line in lines.items() for f in _own(name, line)))}
    graph = {key: [need for need in _needs(formula) if need in found] for key, formula in found.items()}
    return tuple(found[key] for key in TopologicalSorter(graph).static_order())


def _own(lines: str, object: Object) -> tuple[Formula, ...]:
    fields = (object.fields[name] for name in object.compute)
    return tuple(Formula(lines, field, field.formula) for field in fields if field.formula)


def _needs(formula: Formula) -> set[tuple[str, str]]:
    """What a formula reads, as keys; `parent.x` in a line is the record's x, `sum(lines.x)` each line's x."""
    checked = formula.expression.checked
    own = {("", path[1]) if formula.lines and path[0] == "parent" and len(path) > 1 else (formula.lines, path[0])
           for path in checked.paths}
    below = {(name, path[0]) for name, paths in checked.rows.items() for path in paths if path[0] != "parent"}
    above = {("", path[1]) for paths in checked.rows.values() for path in paths if path[0] == "parent"}
    return own | below | above
