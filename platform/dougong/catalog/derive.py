"""Formulas: which are stored and which computed when read, and in what order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dougong.catalog.draft import Draft
from dougong.catalog.express import Reader
from dougong.catalog.model import Expression
from dougong.catalog.order import ordered
from dougong.catalog.scope import World

#: A field of an object.
Node = tuple[str, str]
#: What makes a formula virtual: it may change without the record changing.
_FLEETING = frozenset({"me", "clock", "setting", "role"})


@dataclass(frozen=True, slots=True)
class Derived:
    """Every formula; those that are virtual; and the stored ones, each after what it reads."""

    formulas: Mapping[Node, Expression]
    virtual: frozenset[Node]
    stored: Mapping[str, tuple[tuple[int, str], ...]]          # by object: place in the order, and field


def derive(draft: Draft, world: World, reader: Reader) -> Derived:
    """Read all formulas and order them; circles go to the report."""
    formulas = dict(_formulas(draft, world, reader))
    needs = {node: list(_reads(node, formula, reader)) for node, formula in formulas.items()}
    order, circles = ordered(needs)
    for circle in circles:
        shown = " → ".join(field if owner == circle[0][0] else f"{owner}.{field}" for owner, field in circle)
        where = draft.objects[circle[0][0]].fields[circle[0][1]].where / "formula"
        draft.report.add(where, "M302", f"formulas need each other: {shown}")
    virtual: set[Node] = set()
    for node in order:
        formula = formulas[node]
        if _FLEETING & formula.checked.uses or _crosses(node, formula, draft) or virtual.intersection(needs[node]):
            virtual.add(node)
    stored: dict[str, tuple[tuple[int, str], ...]] = {}
    for place, node in enumerate(order):
        if node not in virtual:
            stored[node[0]] = (*stored.get(node[0], ()), (place, node[1]))
    return Derived(formulas, frozenset(virtual), stored)


def _formulas(draft: Draft, world: World, reader: Reader) -> Iterator[tuple[Node, Expression]]:
    for name, raw in draft.objects.items():
        for field, part in raw.fields.items():
            text = part.body.get("formula")
            if text is None:
                continue
            found = reader.read(text, name, world[name][field].type.kind, part.where / "formula", f"formula of {field}")
            if found is not None:
                yield (name, field), found


def _crosses(node: Node, formula: Expression, draft: Draft) -> bool:
    """Return whether a formula reads another record; the owner of a line is computed with it and does not count."""
    line = draft.objects[node[0]].body.get("parent") is not None
    return any(len(path) > 1 and not (line and path[0] == "parent" and len(path) == 2)
               for path in formula.checked.paths)


def _reads(node: Node, formula: Expression, reader: Reader) -> Iterator[Node]:
    """Yield the fields a formula reads: own, along links, and in its lines."""
    scope = reader.scope(node[0])
    for path in formula.checked.paths:
        yield from scope.route(path) or ()
    for name, paths in formula.checked.rows.items():
        child = scope.child(name)
        if child is not None:
            inner = reader.scope(child)
            yield from (step for path in paths for step in inner.route(path) or ())
