"""The page on which two records become one: which stays, whose values it takes, and what moves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Field, Object
from dougong.fields.file import FileType
from dougong.kernel.kinds import Kind
from dougong.records.lists.query import Filter, Query
from dougong.records.lists.tally import MOST, tally
from dougong.records.named import heading
from dougong.web import links
from dougong.web.admin.people import person_input
from dougong.web.cell import cell
from dougong.web.number import counted
from dougong.web.record.inputs import Input
from dougong.web.scene import Scene

#: The radio buttons of a field are called so, the pointer behind.
TAKE: Final = "_take:/"
OTHER: Final = "theirs"

Image = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Versus:
    """A field whose values differ; `taken` says that the record that stays shall have the other's."""

    name: str
    label: str
    mine: str
    theirs: str
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePage:
    """Two records beside each other; without `goes` the other one is still to be chosen."""

    title: str
    record: str
    record_href: str
    href: str
    input: Input | None = None
    goes: str = ""
    goes_id: str = ""
    swap: str = ""
    values: tuple[Versus, ...] = ()
    moves: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def choose_page(scene: Scene, thing: Object, stays: Image, sent: Mapping[str, str],
                faults: tuple[str, ...]) -> MergePage:
    """Return the page that asks for the other record."""
    other = person_input(scene, "with", scene.say("merge.with", what=scene.inside(scene.label(thing))), sent,
                         thing.name)
    return MergePage(**_head(scene, thing, stays), input=other, faults=faults)


def merge_page(scene: Scene, thing: Object, stays: Image, goes: Image, sent: Mapping[str, str],
               faults: tuple[str, ...] = ()) -> MergePage:
    """Return the page of two records; `sent` is what was chosen a moment ago."""
    return MergePage(
        **_head(scene, thing, stays), goes=heading(goes), goes_id=str(goes["id"]),
        swap=links.merge(thing.name, goes["id"], stays["id"]),
        values=tuple(_versus(scene, field, stays, goes, sent) for field in differing(scene, thing, stays, goes)),
        moves=tuple(_moves(scene, thing, goes)), faults=faults)


def differing(scene: Scene, thing: Object, stays: Image, goes: Image) -> Iterator[Field]:
    """Yield the fields one may change in which two records differ; files stay with whom they were given to."""
    policy = scene.context.actor.policy
    for field in scene.fields(thing):
        fixed = field.derived or field.readonly is True or field.type.storage == "lines"
        if not fixed and not isinstance(field.type, FileType) and policy.field(thing, field.name, "edit") is not None \
                and stays.get(field.name) != goes.get(field.name):
            yield field


def _head(scene: Scene, thing: Object, stays: Image) -> dict[str, Any]:
    return {"title": scene.say("merge.title", what=heading(stays)), "record": heading(stays),
            "record_href": links.record(thing.name, stays["id"]), "href": links.act(thing.name, stays["id"], "merge")}


def _versus(scene: Scene, field: Field, stays: Image, goes: Image, sent: Mapping[str, str]) -> Versus:
    mine, theirs = (cell(scene, field, each).text for each in (stays, goes))
    taken = sent.get(f"{TAKE}{field.name}", OTHER if stays.get(field.name) in (None, "", []) else "") == OTHER
    none = scene.say("history.blank")
    return Versus(f"{TAKE}{field.name}", scene.label(field), mine or none, theirs or none, taken)


def _moves(scene: Scene, thing: Object, goes: Image) -> Iterator[str]:
    """Yield what comes along, as far as it may be seen: lines, and records that point to it."""
    for field in scene.fields(thing):
        if field.type.storage == "lines" and (rows := goes.get(field.name)):
            yield scene.say("merge.lines", what=scene.label(field), n=len(rows))
    pointing = list(_pointing(scene, thing))
    counts = tally(scene.context, [Query(object=one.name, filters=(Filter(field.name, "eq", str(goes["id"])),))
                                   for one, field in pointing])
    for (one, field), count in zip(pointing, counts, strict=True):
        if count:
            yield scene.say("assign.along_of", what=scene.plural(one), by=scene.label(field),
                            n=counted(count, MOST))


def _pointing(scene: Scene, thing: Object) -> Iterator[tuple[Object, Field]]:
    for name, link in scene.context.catalog.referrers.get(thing.name, ()):
        one = scene.context.catalog.objects[name]
        field = scene.field(one, link) if one.parent is None and scene.may(one, "read") else None
        if field is not None and field.type.kind is Kind.LINK and field.type.storage == "columns" and \
                scene.context.actor.policy.field(one, link, "use") is not None:
            yield one, field
