"""What else speaks of the subject of a step: formulas, rules, checks, uniques and views, by name."""

from collections.abc import Iterable, Iterator
from typing import Any

from dougong.catalog.linking.rollups import ranked
from dougong.catalog.model import Catalog, Expression, Field, Object, Rollup
from dougong.catalog.states import Workflow
from dougong.store.change.former import Former
from dougong.store.change.model import words
from dougong.store.change.plan import Step

_TOUCHING = frozenset({"rename", "retype", "drop", "judge"})
_RULES = ("formula", "default", "required", "visible", "readonly", "where", "goes_along")


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
    if one.workflow is not None:
        yield f"workflow {one.workflow.name}"
    yield from (f"menu {entry.name}" for group in catalog.menu for entry in group.entries if entry.object == one.name)


def _of_field(catalog: Catalog, one: Object, field: str) -> Iterator[str]:
    for other in one.fields.values():
        yield from (f"{key} {one.name}.{other.name}" for key in _RULES if _reads(getattr(other, key), field))
        if any(path[0] == field for lookup in other.lookup for path in lookup.reads):
            yield f"lookup {one.name}.{other.name}"
        if other.copy is not None and field in other.copy[:1]:
            yield f"copy {one.name}.{other.name}"
    yield from (f"check {one.name}.{check.name}" for check in one.checks if _reads(check.must, field))
    yield from (f"unique {one.name}.{unique.name}" for unique in one.uniques
                if field in unique.fields or _reads(unique.where, field))
    yield from (f"view {view.name}" for view in catalog.views.values()
                if view.object == one.name and _mentions(view.body, field))
    if one.workflow is not None and _moved_by(one.workflow, field):
        yield f"workflow {one.workflow.name}"
    if any(part[:2] == ("field", field) for part in one.title if not isinstance(part, str)):
        yield f"title {one.name}"
    if one.number is not None and any(part[:2] == ("field", field) for part in one.number.parts
                                      if not isinstance(part, str)):
        yield f"number {one.name}"
    if field in {name.removeprefix("-") for name in one.order}:
        yield f"order {one.name}"
    yield from _from_afar(catalog, one, field)
    yield from _rollups(catalog, one, field)


def _rollups(catalog: Catalog, one: Object, field: str) -> Iterator[str]:
    """Yield the rollups that follow the field to their record, and those and lookups that take, or choose by, its
    value."""
    for owner in catalog.objects.values():
        for other in owner.fields.values():
            said = other.rollup
            if said is not None and said.of == one.name and _takes(said, field):
                yield f"rollup {owner.name}.{other.name}"
            if any(each.of == one.name and (_reads(each.where, field) or _reads(each.take, field) or
                                            _first_by(each.order, field)) for each in other.lookup):
                yield f"lookup {owner.name}.{other.name}"


def _takes(said: Rollup, field: str) -> bool:
    return said.via == field or _reads(said.value, field) or _reads(said.where, field) or \
        _first_by(said.order, field)


def _moved_by(flow: Workflow, field: str) -> bool:
    """Return whether the field holds the states of a workflow, or a transition looks at it or asks for it."""
    return flow.field == field or any(field in each.require or _reads(each.when, field)
                                      for each in flow.transitions.values())


def _first_by(order: Iterable[str], field: str) -> bool:
    return any(ranked(key)[0][0] == field for key in order)


def formerly(former: Former, step: Step) -> tuple[str, ...]:
    """Return what spoke of a dropped field or object in the catalog in force, by the words of its definitions."""
    if step.verb != "drop":
        return ()
    name, _, field = step.subject.partition(".")
    uid = next((uid for uid, table in former.tables.items() if table == name), "")
    found = [(held.path.split(".")[1], held.spec.name, held.definition) for held in former.fields.values()
             if held.row is None]
    if not field:
        return tuple(f"link {one}.{other}" for one, other, said in found if one != name and said.get("to") == name)
    own = [f"field {one}.{other}" for one, other, said in found
           if one == name and other != field and _speaks({**said, "label": None, "hint": None}, field)]
    parts = {kind: former.definitions.get(uid, {}).get(kind) or {} for kind in ("checks", "unique")}
    rules = [f"{kind.removesuffix('s')} {name}.{rule}" for kind, held in parts.items() for rule, said in held.items()
             if _speaks({**said, "message": None}, field)]
    afar = [f"rollup {one}.{other}" for one, other, said in found
            if said.get("rollup", {}).get("of") == name and _speaks(said["rollup"], field)]
    afar += [f"lookup {one}.{other}" for one, other, said in found
             if any(each["of"] == name and _speaks(each, field) for each in said.get("lookup") or ())]
    return (*own, *rules, *afar)


def _speaks(said: Any, word: str) -> bool:
    if isinstance(said, str):
        return word in words(said)
    parts = said.values() if hasattr(said, "values") else said if isinstance(said, (list, tuple)) else ()
    return any(_speaks(part, word) for part in parts)


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
