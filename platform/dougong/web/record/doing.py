"""What may be done with a record where it stands: buttons that say why they cannot be pressed; and its way so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dougong.catalog.model import Object
from dougong.catalog.states import Show, Transition, Workflow
from dougong.expressions.env import Env
from dougong.kernel.labels import words
from dougong.processes.rules.buttons import Press, presses
from dougong.processes.rules.buttons import label_of as label_of_button
from dougong.processes.workflow.offers import Offer, offers
from dougong.processes.workflow.standing import label_of, state_of, told
from dougong.records.writing.outcome import State
from dougong.web import links
from dougong.web.action import Reason, because
from dougong.web.record.fault import said
from dougong.web.record.inputs import Held, Input, input_of
from dougong.web.record.timeline import since
from dougong.web.scene import Scene

#: The tone of states one gets into by refusal.
REFUSED = "cinnabar"
#: Stages drawn at most; of more, the first, those around the present one, and the last.
STAGES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """A transition as a button; `reason` is why it cannot be pressed. With a `question` or `inputs` it asks first."""

    name: str
    label: str
    href: str
    show: Show
    danger: bool = False
    reason: Reason | None = None
    question: str = ""
    inputs: tuple[Input, ...] = ()

    @property
    def asks(self) -> bool:
        """Return whether something is asked before."""
        return bool(self.question or self.inputs)


@dataclass(frozen=True, slots=True)
class Stage:
    """A state on the normal course: done, now or ahead, and who brought the record there when."""

    label: str
    standing: str
    meta: str = ""


def doings(scene: Scene, thing: Object, record: Mapping[str, Any], image: Env) -> tuple[Doing, ...]:
    """Return the buttons of a record, the primary one last."""
    found = offers(scene.context, thing, image) if thing.workflow is not None else []
    first = next((each.transition.name for each in found if _tone(thing, each.transition.target) != REFUSED), "")
    made = [_doing(scene, thing, record, each, first) for each in found]
    made += [_press(scene, thing, record, each) for each in presses(scene.context, thing, image)]
    order: Sequence[Show] = ("menu", "secondary", "primary")
    return tuple(sorted(made, key=lambda each: order.index(each.show)))


def acts(thing: Object) -> bool:
    """Return whether records of the object have buttons."""
    return thing.workflow is not None or bool(thing.buttons)


def asked(scene: Scene, thing: Object, record: Mapping[str, Any], transition: Transition,
          held: Held | None = None) -> tuple[Input, ...]:
    """Return the inputs of what a transition requires, with what the record has already."""
    return tuple(replace(_named(input_of(scene, thing, field, held or Held(row=record)), transition), readonly=False,
                         required=True)
                 for name in transition.require if (field := scene.field(thing, name)) is not None)


def course(scene: Scene, thing: Object, record: Mapping[str, Any], history: Iterable[Mapping[str, Any]],
           names: Mapping[int, str]) -> tuple[Stage, ...]:
    """Return the states of the normal course; nothing where there is no more than one."""
    flow = thing.workflow
    if flow is None or scene.field(thing, flow.field) is None:
        return ()
    line, now = line_of(thing, flow), state_of(flow, record)
    reached = {each["transition"]["to"]: each for each in history if each.get("transition")}
    at = line.index(now) if now in line else max((line.index(each) for each in reached if each in line), default=0)
    stages = [Stage(label_of(thing, name, scene.lang),
                    "now" if name == now else "done" if place < at or (place == at and now not in line) else "ahead",
                    _meta(scene, reached.get(name), names) if place <= at else "")
              for place, name in enumerate(line)]
    return tuple(_few(stages, at)) if len(stages) > 1 else ()


def shut(scene: Scene, thing: Object, record: Mapping[str, Any]) -> str:
    """Return why nothing of a record may be edited where it stands; "" where something may."""
    flow = thing.workflow
    lock = None if flow is None else flow.locked(record.get(flow.field))
    if flow is None or lock is None or lock.kind != "all":
        return ""
    return said(scene, told(thing, "locked", state=state_of(flow, record)))


def states(thing: Object, record: Mapping[str, Any], known: Mapping[str, State]) -> Mapping[str, State]:
    """Return how fields stand with those that are locked where the record stands read-only."""
    flow = thing.workflow
    lock = None if flow is None else flow.locked(record.get(flow.field))
    if lock is None:
        return known
    found = dict(known)
    for field in thing.fields.values():
        rows = record.get(field.name) or () if field.type.storage == "lines" else ()
        names = {f"/{field.name}": lock.holds(field.name),
                 **{f"/{field.name}/{at}/{name}": lock.holds_line(field.name, name) for at, row in enumerate(rows)
                    for name in row}}
        found |= {at: State(found[at].visible if at in found else True, required=False, readonly=True)
                  for at, closed in names.items() if closed}
    return found


def danger(thing: Object, transition: Transition) -> bool:
    """Return whether a transition leads to a state one gets into by refusal."""
    return _tone(thing, transition.target) == REFUSED


def _doing(scene: Scene, thing: Object, record: Mapping[str, Any], offer: Offer, first: str) -> Doing:
    each = offer.transition
    usual: Show = "menu" if danger(thing, each) else "primary" if each.name == first else "secondary"
    why = because(scene, " · ".join(said(scene, one) for one in offer.reasons),
                  links.why(thing.name, record["id"], f"do {each.name}"))
    return Doing(name=each.name, label=words(each.label, scene.lang) or each.name,
                 href=links.act(thing.name, record["id"], f"do/{each.name}"), show=each.show or usual,
                 danger=danger(thing, each), reason=why, question=words(each.question, scene.lang),
                 inputs=() if why else asked(scene, thing, record, each))


def _press(scene: Scene, thing: Object, record: Mapping[str, Any], press: Press) -> Doing:
    """Return the button of a rule."""
    why = because(scene, " · ".join(said(scene, one) for one in press.reasons),
                  links.why(thing.name, record["id"], f"press {press.rule.name}"))
    return Doing(name=f"press-{press.rule.name}", label=label_of_button(press.button, scene.lang), show="secondary",
                 href=links.act(thing.name, record["id"], f"press/{press.rule.name}"), reason=why,
                 question=words(press.button.question, scene.lang))


def _named(given: Input, transition: Transition) -> Input:
    """Return the input under an id of its own: several transitions may ask for one field on one page."""
    id = f"do-{transition.name}-{given.column}"
    said_by = " ".join([*(f"{id}-say-{at}" for at in range(1, len(given.errors) + 1)), *([f"{id}-hint"] if given.hint
                                                                                      else [])])
    return replace(given, id=id, described=said_by)


def _tone(thing: Object, state: str) -> str:
    field = thing.fields[thing.workflow.field] if thing.workflow else None
    options = field.type.choices(field) if field is not None else ()
    return next((option.tone or "" for option in options if option.name == state), "")


def line_of(thing: Object, flow: Workflow) -> list[str]:
    """Return the states a record goes through when all goes well: on from each by the first transition that leads to
    a new one and is no refusal."""
    line = [flow.initial]
    while True:
        ahead = (each.target for each in flow.leaving(line[-1])
                 if each.target not in line and not danger(thing, each))
        following = next(ahead, None)
        if following is None:
            return line
        line.append(following)


def _meta(scene: Scene, entry: Mapping[str, Any] | None, names: Mapping[int, str]) -> str:
    if entry is None:
        return ""
    when = since(scene, datetime.fromisoformat(entry["at"]))
    return " · ".join(part for part in (names.get(entry["actor"], ""), when) if part)


def _few(stages: Sequence[Stage], at: int) -> Iterable[Stage]:
    if len(stages) <= STAGES:
        return stages
    kept = sorted({0, at - 1, at, at + 1, len(stages) - 1} & set(range(len(stages))))
    return [stages[place] for place in kept]
