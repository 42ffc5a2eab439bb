"""The pages of a hand-over: who leaves, who takes what, how far it is, and what came of every item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dougong.kernel.errors import FieldError
from dougong.kernel.messages import say
from dougong.records.acts.handover import LEFT, Item, Owned
from dougong.records.jobs import Job
from dougong.records.lists.tally import MOST
from dougong.web import links
from dougong.web.admin.people import person_input
from dougong.web.number import counted
from dougong.web.record.inputs import Input
from dougong.web.scene import Scene

#: Items that stayed, shown on the page; the report has all.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Part:
    """Records of one object that are the leaver's, and who takes them."""

    name: str
    label: str
    live: str
    archived: str
    ticked: bool
    input: Input


@dataclass(frozen=True, slots=True)
class Leaver:
    """Whose records are handed over."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A hand-over that was begun."""

    label: str
    href: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPage:
    """What shall be handed over by whom to whom."""

    title: str
    leaver: Input
    number: str
    asked: str
    to: Input
    parts: tuple[Part, ...]
    begun: tuple[Begun, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stayed:
    """An item that could not be moved, and why."""

    title: str
    href: str
    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedPage:
    """A hand-over under way, or over."""

    title: str
    state: str
    going: bool
    done: str
    share: int
    told: str
    owns: str
    stayed: tuple[Stayed, ...]
    file: str
    cancel: str
    disable: str


def handover_page(scene: Scene, leaver: Leaver | None, parts: Sequence[Owned], begun: Iterable[Begun], *,
                  sent: Mapping[str, Sequence[str]], faults: Sequence[str] = ()) -> HandoverPage:
    """Return the page on which a hand-over is put together; `sent` is what was chosen a moment ago."""
    texts = {key: values[0] for key, values in sent.items() if values}
    ticked = sent.get("object")
    number = str(leaver.id) if leaver else ""
    chosen = {**texts, "leaver": leaver.name, "leaver.id": number, "leaver.was": leaver.name} if leaver else texts
    return HandoverPage(
        title=scene.say("handover.title"), leaver=person_input(scene, "leaver", scene.say("handover.leaver"), chosen),
        number=number, asked=scene.say("handover.has", who=leaver.name) if leaver else "",
        to=person_input(scene, "to", scene.say("handover.to"), texts),
        parts=tuple(Part(
            each.name, called(scene, each.name), counted(each.live, MOST), counted(each.archived, MOST),
            ticked is None or each.name in ticked,
            person_input(scene, f"to.{each.name}", scene.say("handover.to_of", what=called(scene, each.name)),
                         texts)) for each in parts),
        begun=tuple(begun), faults=tuple(faults))


def handed_page(scene: Scene, job: Job, stayed: Iterable[Item], owns: int, name: str) -> HandedPage:
    """Return the page of a hand-over of somebody called `name`, who `owns` so many records still."""
    going, moved = job.state in ("waiting", "running"), job.result.get("moved", 0)
    return HandedPage(
        title=scene.say("handover.of", who=name), state=scene.say(f"import.state_{job.state}"), going=going,
        done=scene.say("export.rows_done", n=f"{job.done:,}", of=f"{job.total or 0:,}"),
        share=min(100, job.done * 100 // job.total) if job.total else 0,
        told=scene.say("handover.told", n=f"{moved:,}", left=f"{job.result.get(LEFT, 0):,}") if not going else "",
        owns=scene.say("handover.owns", who=name, n=counted(owns, MOST)) if not going else "",
        stayed=tuple(_stayed(scene, each) for each in stayed),
        file=links.job("handovers", job.id, "file") if not going else "",
        cancel=links.job("handovers", job.id, "cancel") if going else "",
        disable=links.job("handovers", job.id, "disable") if not going and not owns else "")


def reason(scene: Scene, item: Item) -> str:
    """Return why an item stayed, in words; "" for one that moved."""
    if not item.why:
        return ""
    errors = [FieldError("", each["code"], each["params"]) for each in item.why["errors"]]
    return " · ".join(say(each.code, scene.lang, **each.params) for each in errors) or \
        say(item.why["code"], scene.lang, **item.why["params"])


def called(scene: Scene, name: str) -> str:
    """Return what is handed over in words: an object, and of which field of it the person is."""
    object, _, link = name.partition(".")
    thing = scene.context.catalog.objects.get(object)
    if thing is None:
        return name
    field = thing.fields.get(link)
    return scene.plural(thing) if field is None else f"{scene.plural(thing)} · {scene.label(field)}"


def _stayed(scene: Scene, item: Item) -> Stayed:
    return Stayed(item.title, links.record(item.object.partition(".")[0], item.id), called(scene, item.object),
                  reason(scene, item))
