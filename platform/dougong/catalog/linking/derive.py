"""Formulas and rollups: which are stored and which computed when read, and in what order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dougong.catalog.linking.draft import Draft
from dougong.catalog.linking.express import Reader
from dougong.catalog.linking.order import ordered
from dougong.catalog.linking.rollups import ON_READ, Node, reads, rollups
from dougong.catalog.linking.scope import World
from dougong.catalog.model import Expression, Rollup

#: What makes a formula virtual: it may change without the record changing.
FLEETING = frozenset({"me", "clock", "setting", "role", "calendar"})


@dataclass(frozen=True, slots=True)
class Derived:
    """Every formula and rollup; those that are virtual; those that are stored and move although nobody writes the
    record; and the stored formulas, each after what it reads."""

    formulas: Mapping[Node, Expression]
    rollups: Mapping[Node, Rollup]
    virtual: frozenset[Node]
    moving: frozenset[Node]
    stored: Mapping[str, tuple[tuple[int, str], ...]]          # by object: place in the order, and field


def derive(draft: Draft, world: World, reader: Reader) -> Derived:
    """Read all formulas and rollups and order them; circles go to the report.

    A formula over a stored rollup is stored and moves with it; over one that is computed when read it is virtual, and
    so is a formula of a line over a rollup of its owner, and every formula of an object only steps of plugins write:
    they add to columns, which no formula hears of.
    """
    formulas, rolled = dict(_formulas(draft, world, reader)), dict(rollups(draft, world, reader))
    needs = {node: list(_reads(node, formula, reader)) for node, formula in formulas.items()}
    needs |= {node: list(reads(rollup, reader)) for node, rollup in rolled.items()}
    order, circles = ordered(needs)
    for circle in circles:
        shown = " → ".join(field if owner == circle[0][0] else f"{owner}.{field}" for owner, field in circle)
        part = draft.objects[circle[0][0]].fields[circle[0][1]]
        draft.report.add(part.where / ("formula" if circle[0] in formulas else "rollup"), "M302",
                         f"formulas need each other: {shown}")
    virtual = {node for node, rollup in rolled.items() if rollup.mode == ON_READ}
    moving = rolled.keys() - virtual
    stored: dict[str, tuple[tuple[int, str], ...]] = {}
    for place, node in enumerate(node for node in order if node in formulas):
        formula = formulas[node]
        if FLEETING & formula.checked.uses or _crosses(node, formula, draft) or virtual.intersection(needs[node]) or \
                _looks_up(node, draft, moving.intersection(needs[node])) or _by_steps(node, draft):
            virtual.add(node)
            continue
        stored[node[0]] = (*stored.get(node[0], ()), (place, node[1]))
        if moving.intersection(needs[node]):
            moving.add(node)
    return Derived(formulas, rolled, frozenset(virtual), frozenset(moving), stored)


def _formulas(draft: Draft, world: World, reader: Reader) -> Iterator[tuple[Node, Expression]]:
    for name, raw in draft.objects.items():
        for field, part in raw.fields.items():
            text = part.body.get("formula")
            if text is None:
                continue
            found = reader.read(text, name, world[name][field].type.kind, part.where / "formula", f"formula of {field}")
            if found is not None:
                yield (name, field), found


def _by_steps(node: Node, draft: Draft) -> bool:
    """Return whether a formula belongs to an object that only steps of plugins write."""
    return draft.objects[node[0]].body.get("access") == "engine"


def _crosses(node: Node, formula: Expression, draft: Draft) -> bool:
    """Return whether a formula reads another record; the owner of a line is computed with it and does not count."""
    line = draft.objects[node[0]].body.get("parent") is not None
    return any(len(path) > 1 and not (line and path[0] == "parent" and len(path) == 2)
               for path in formula.checked.paths)


def _looks_up(node: Node, draft: Draft, moving: Iterable[Node]) -> bool:
    """Return whether a line's formula reads what moves of its owner: all lines would have to follow."""
    return draft.objects[node[0]].body.get("parent") in {owner for owner, _ in moving}


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
