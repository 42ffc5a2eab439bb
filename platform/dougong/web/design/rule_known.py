"""What the parts of a rule may name: fields, transitions, objects, roles, people; by the key that names it."""

from collections.abc import Callable, Mapping
from typing import Final

from dougong.catalog.action import Action
from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import words
from dougong.web import links
from dougong.web.design.schema_form import Known, Pairs
from dougong.web.scene import Scene

#: Choices for a key, of the object a rule is about and the one an action writes.
Choices = Callable[[Scene, Object, Object | None], Pairs]


def of_trigger(scene: Scene, thing: Object, path: tuple[str, ...]) -> Known:
    """Return what is known of a key of a trigger."""
    key = path[-1]
    if key == "*":
        return Known(choices=_written(scene, thing) if path[-2] == "values" else None)
    if key == "changed":
        return Known(choices=[(each.name, scene.label(each)) for each in thing.fields.values() if _changes(each)])
    if key == "transition":
        return Known(choices=_ways(scene, scene.context.catalog.holder(thing), None))
    return Known(names=thing.name) if key == "deadline" else Known()


def of_action(scene: Scene, thing: Object, path: tuple[str, ...], target: Object | None) -> Known:
    """Return what is known of a key of an action: `path` begins with the action and its verb."""
    verb, key = path[1], path[-1]
    if key == "*":
        return Known(choices=None if target is None else _written(scene, target))
    if choose := _CHOICES.get(f"{verb}.{key}") or _CHOICES.get(key):
        about = scene.context.catalog.holder(thing) if verb == "mail" else thing
        return Known(choices=choose(scene, about, target))
    if key in {"set", "values"}:
        return Known(offers=links.names_of(thing.name))
    if key == "where":
        return Known(offers=links.names_of(target.name if target is not None else thing.name, this=thing.name))
    return Known(names=thing.name) if key in {"address", "until", "for"} else Known()


def of_call(scene: Scene, thing: Object, path: tuple[str, ...], action: Action | None) -> Known:
    """Return what is known of a key of a call: the actions there are for the object, and what the chosen one takes."""
    if path[-1] == "action":
        known = scene.context.catalog.actions
        return Known(choices=[(name, words(each.label, scene.lang)) for name, each in known.items()
                              if each.applies(thing)])
    if path[-1] == "*":
        return Known(choices=None if action is None else [
            (each.name, words(each.label, scene.lang)) for each in action.args])
    return Known(offers=links.names_of(thing.name))


def _changes(field: Field) -> bool:
    return not (field.virtual or field.rollup is not None or field.type.kind is Kind.ROWS or field.stands_for)


def _written(scene: Scene, target: Object) -> Pairs:
    return [(each.name, scene.label(each)) for each in target.fields.values()
            if not each.derived and each.type.kind is not Kind.ROWS]


def _ways(scene: Scene, thing: Object, _: Object | None) -> Pairs:
    flow = thing.workflow
    return [] if flow is None else [(each.name, scene.label(each)) for each in flow.transitions.values()]


def _objects(scene: Scene, _thing: Object, _: Object | None) -> Pairs:
    return [(each.name, scene.label(each)) for each in scene.context.catalog.objects.values()
            if each.parent is None and each.access != "engine"]


def _roles(scene: Scene, _thing: Object, _: Object | None) -> Pairs:
    return [(each.name, scene.label(each)) for each in scene.context.catalog.roles.values()]


def _lines(scene: Scene, thing: Object, _: Object | None) -> Pairs:
    return [(each.name, scene.label(each)) for each in thing.lines]


def _stored(scene: Scene, thing: Object, _: Object | None) -> Pairs:
    return [(each.name, scene.label(each)) for each in thing.fields.values() if each.stored]


def _people(scene: Scene, thing: Object, _: Object | None) -> Pairs:
    owner = thing.field("owner")
    own = [each for each in thing.fields.values() if each.type.kind is Kind.LINK or len(each.type.columns(each)) > 1]
    return [(each.name, scene.label(each)) for each in ([*own, owner] if owner is not None else own)]


def _via(scene: Scene, thing: Object, target: Object | None) -> Pairs:
    """Return the links of the object, and those of the one that is written to it."""
    found = dict(_people(scene, thing, None))
    return [*found.items(), *((name, text) for name, text in (_people(scene, target, None) if target else ())
                              if name not in found)]


_CHOICES: Final[Mapping[str, Choices]] = {
    "object": _objects, "role": _roles, "transition": _ways, "field": _people, "head_of": _people, "via": _via,
    "fields": _stored, "add.to": _lines, "update.to": _objects}
