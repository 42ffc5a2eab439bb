"""Which transitions of a workflow a grant allows, as inputs of a form, and what was chosen there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dougong.access.policy import Act, transition_of
from dougong.catalog.linking.roles import ALL
from dougong.catalog.model import Grant, Object
from dougong.catalog.states import Transition
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, picked

#: What is chosen where a grant says nothing of transitions, where it names some; `ALL` where it allows every one.
USUAL: Final = ""
SOME: Final = "some"


def run_by_people(thing: Object) -> Sequence[Transition]:
    """Return the transitions of the object's workflow that are somebody's to run; none without a workflow."""
    flow = thing.workflow
    return () if flow is None else tuple(each for each in flow.transitions.values() if each.by != "automatic")


def called(scene: Scene, thing: Object, act: Act) -> str:
    """Return what a verb, or a transition of the object, is called."""
    flow, name = thing.workflow, transition_of(act)
    return scene.label(flow.transitions[name]) if flow is not None and name in flow.transitions else \
        scene.say(f"verb.{act}")


def typed(grant: Grant, thing: Object) -> dict[str, str]:
    """Return what the grant says of the object's transitions as the form holds it."""
    said = grant.do
    which = USUAL if said is None else ALL if ALL in said else SOME
    ticked = {f"{grant.name}.do.{each.name}": "1" for each in run_by_people(thing) if said and each.name in said}
    return {f"{grant.name}.do": which, **ticked} if run_by_people(thing) else {}


def chosen(thing: Object, form: Form, name: str) -> str | list[str] | None:
    """Return what a form says of them as a file does: "all", the names, or None for nothing."""
    match form.get(f"{name}.do", USUAL) if run_by_people(thing) else USUAL:
        case "all":
            return ALL
        case "some":
            return [each.name for each in run_by_people(thing) if form.get(f"{name}.do.{each.name}")]
    return None


def of_others(said: Mapping[str, Any], things: Sequence[Object]) -> str | list[str] | None:
    """Return what is left of a grant's `do` where it is about these objects alone."""
    found = said.get("do")
    if not isinstance(found, list):
        return found
    known = {name for thing in things if thing.workflow is not None for name in thing.workflow.transitions}
    return [name for name in found if name in known]


def sections(scene: Scene, thing: Object, form: Form, name: str, label: str) -> Iterator[Section]:
    """Yield the inputs for a grant of this name; nothing where the object has no workflow."""
    found, say = run_by_people(thing), scene.say
    if not found:
        return
    ways = [(USUAL, say("role.do_usual")), (ALL, say("role.do_all")), (SOME, say("role.do_some"))]
    label = f"{label} · {say('role.do')}"
    yield Section(name=f"{name}-do", label=label, columns=4, hint=say("role.do_hint"), settings=(
        Setting(name=f"{name}.do", label=say("role.do_which"), kind="select",
                choices=picked(ways, form.get(f"{name}.do", USUAL))),
        *(Setting(name=f"{name}.do.{each.name}", label=scene.label(each), kind="tick",
                  value=form.get(f"{name}.do.{each.name}", "")) for each in found)))
