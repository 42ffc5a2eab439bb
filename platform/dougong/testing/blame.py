"""Which fields may be to blame for a fault: the one it points to, or those a check reads, however far around."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Catalog, Expression, Field, Object
from dougong.kernel.errors import FieldError


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a document: of the record itself (no `lines`), of one of its lines, or of all of them (`at` None)."""

    field: Field
    lines: str = ""
    at: int | None = None

    def rows(self, document: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the parts of a document the field stands in."""
        if not self.lines:
            return [document]
        rows = list(document.get(self.lines) or ())
        return rows if self.at is None else rows[self.at:self.at + 1]


def blamed(catalog: Catalog, thing: Object, fault: FieldError, goal: Expression | None) -> Iterator[Place]:
    """Yield the places of a document for `thing` where another value may mend the fault, the nearest first."""
    parts = fault.pointer.strip("/").split("/") if fault.pointer else []
    lines, at = (parts[0], int(parts[1])) if len(parts) > 1 and parts[1].isdigit() else ("", None)
    owner = catalog.objects[thing.fields[lines].options["of"]] if lines else thing
    named = parts[2] if len(parts) > 2 else parts[0] if len(parts) == 1 else ""
    seen: set[tuple[str, str]] = set()
    for around in _around(catalog, owner, thing, named, _rule(owner, fault, goal)):
        of, name = around
        if around in seen:
            continue
        seen.add(around)
        if of is owner.name and name in owner.fields:
            yield Place(owner.fields[name], lines, at)
        elif of is thing.name and name in thing.fields:
            yield Place(thing.fields[name])
        else:
            yield from (Place(catalog.objects[of].fields[name], each.name) for each in thing.lines
                        if each.options["of"] == of and name in catalog.objects[of].fields)


def _rule(owner: Object, fault: FieldError, goal: Expression | None) -> list[Expression]:
    """Return the expressions that were not true."""
    if fault.code == "goal" and goal is not None:
        return [goal]
    return [each.must for each in owner.checks if fault.code == "check" and each.name == fault.params.get("name")]


def _around(catalog: Catalog, owner: Object, thing: Object, named: str,
            rules: Iterable[Expression]) -> Iterator[tuple[str, str]]:
    """Yield (object, field) of what decides: the field named, what its conditions read, what formulas on the way
    read."""
    waiting: list[tuple[Object, Expression]] = [(owner, each) for each in rules]
    if named in owner.fields:
        yield owner.name, named
        waiting += [(owner, each) for each in _conditions(owner.fields[named])]
    for of, expression in waiting:                        # grows while it is walked
        for beneath, name in _read(catalog, of, thing, expression):
            yield beneath.name, name
            formula = beneath.fields[name].formula if name in beneath.fields else None
            if formula is not None and len(waiting) < 40:
                waiting.append((beneath, formula))


def _conditions(field: Field) -> Iterator[Expression]:
    for each in (field.visible, field.required, field.readonly, field.formula):
        if isinstance(each, Expression):
            yield each


def _read(catalog: Catalog, of: Object, thing: Object, expression: Expression) -> Iterator[tuple[Object, str]]:
    for path in sorted(expression.checked.paths):
        if path[0] == "parent" and len(path) > 1 and of is not thing:
            yield thing, path[1]
        else:
            yield of, path[0]
    for lines, paths in sorted(expression.checked.rows.items()):
        child = catalog.objects[of.fields[lines].options["of"]]
        yield from ((child, path[0]) for path in sorted(paths))
        yield of, lines
