"""Choosing people and units on forms of their own: the relation picker, and what was picked or typed in it."""

from collections.abc import Mapping

from dougong.kernel.number import whole_number
from dougong.records import reading
from dougong.records.lists.query import Query
from dougong.web import links
from dougong.web.record.inputs import Input, Picker
from dougong.web.scene import Scene


def person_input(scene: Scene, name: str, label: str, sent: Mapping[str, str], kind: str = "user") -> Input:
    """Return the input called `name` that picks a user or unit, holding what was `sent`."""
    picker = Picker(links.pick(kind), links.list_of(kind), sent.get(f"{name}.id", ""),
                    scene.say("picker.clear", field=label))
    return Input(id=f"f-{name}", name=name, column=name, label=label, pointer=f"/{name}", widget="link",
                 value=sent.get(name, ""), picker=picker, placeholder=scene.say("form.pick"))


def picked(scene: Scene, name: str, sent: Mapping[str, str], kind: str = "user") -> int | None:
    """Return whom a form's input `name` means: whoever was picked, or the only one what was typed fits; None for
    nobody, and for several."""
    text, number = sent.get(name, "").strip(), whole_number(sent.get(f"{name}.id", ""))
    if number is not None and sent.get(f"{name}.was", text) == text:
        return number
    thing = scene.context.catalog.objects[kind]
    if not text or not scene.may(thing, "read"):
        return None
    found = reading.select(scene.context, Query(object=kind, q=text[:200], fields=("id",), limit=2)).rows
    return int(found[0]["id"]) if len(found) == 1 else None
