"""What else speaks of the subject of a step: formulas, rules, checks, uniques and views, by name."""

from collections.abc import Iterator
from typing import Any

from dougong.catalog.model import Catalog, Expression, Field, Object
from dougong.store.plan import Step

_TOUCHING = frozenset({"rename", "retype", "drop", "judge"})
_RULES = ("formula", "default", "required", "visible", "readonly", "where")


def dependants(catalog: Catalog, step: Step) -> tuple[str, ...]:
    """Return what in `catalog` reads the field, or shows the object, that a step renames, converts or drops."""
    if step.verb not in _TOUCHING:
        return ()
    name, _, field = step.subject.partition(".")
    one = catalog.objects.get(name)
    if one is None:
        return ()
    return tuple(_of_field(catalog, one, field)) if field else tuple(_of_object(catalog, one))


def _of_object(catalog: Catalog, one: Object) -> Iterator[str]:
    yield from (f"link {owner}.{field}" for owner, field in catalog.referrers.get(one.name, ()))
    yield from (f"view {view.name}" for view in catalog.views.values() if view.object == one.name)
    yield from (f"menu {entry.name}" for group in catalog.menu for entry in group.entries if entry.object == one.name)


def _of_field(catalog: Catalog, one: Object, field: str) -> Iterator[str]:
    for other in one.fields.values():
        yield from (f"{key} {one.name}.{other.name}" for key in _RULES if _reads(getattr(other, key), field))
        if other.copy is not None and field in other.copy[:1]:
            yield f"copy {one.name}.{other.name}"
    yield from (f"check {one.name}.{check.name}" for check in one.checks if _reads(check.must, field))
    yield from (f"unique {one.name}.{unique.name}" for unique in one.uniques
                if field in unique.fields or _reads(unique.where, field))
    yield from (f"view {view.name}" for view in catalog.views.values()
                if view.object == one.name and _mentions(view.body, field))
    yield from _from_afar(catalog, one, field)


def _from_afar(catalog: Catalog, one: Object, field: str) -> Iterator[str]:
    """Yield what reads the field through a link, or in an aggregate over lines."""
    for owner, link in catalog.referrers.get(one.name, ()):
        for other in catalog.objects[owner].fields.values():
            if any(isinstance(rule, Expression) and any(path[:2] == (link, field) for path in rule.checked.paths)
                   for rule in (getattr(other, key) for key in _RULES)) or (other.copy or ())[:2] == (link, field):
                yield f"field {owner}.{other.name}"
    holder = catalog.objects.get(one.parent or "")
    if holder is not None and one.parent_field is not None:
        for other in holder.fields.values():
            if _gathers(other, one.parent_field, field):
                yield f"formula {holder.name}.{other.name}"


def _gathers(other: Field, lines: str, field: str) -> bool:
    rule = other.formula
    return rule is not None and any(path[:1] == (field,) for path in rule.checked.rows.get(lines, ()))


def _reads(rule: object, field: str) -> bool:
    return isinstance(rule, Expression) and any(path[:1] == (field,) for path in rule.checked.paths)


def _mentions(body: Any, field: str) -> bool:
    if isinstance(body, str):
        return body.removeprefix("-") == field
    parts = body.values() if hasattr(body, "values") else body if isinstance(body, (list, tuple)) else ()
    return any(_mentions(part, field) for part in parts) or (hasattr(body, "keys") and field in body)
