"""The page of one record: head, facts, lines, totals, related lists, timeline. Generated from definitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.policy import Verb
from dougong.catalog.linking.scope import USER
from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.records.acts.handover import movable
from dougong.records.named import heading
from dougong.web import links
from dougong.web.action import Action, because
from dougong.web.cell import Cell, cell
from dougong.web.known import known, value_of
from dougong.web.listing.layout import MOST_FACTS, WIDE, facts, line_columns, title_fields, toned
from dougong.web.listing.table import Column, Row, cards_of, heads, line_rows
from dougong.web.record.doing import Doing, Stage
from dougong.web.record.files import NOTHING_ATTACHED, Attached
from dougong.web.record.sums import Sum, sums_of, totals
from dougong.web.record.talk import SILENT, Speaking
from dougong.web.record.timeline import Moment
from dougong.web.scene import Scene

#: Transitions beside the button to edit; more are behind the dots (ui.md).
BUTTONS = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    cell: Cell
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """A lines field, for reading; `beyond` says that columns are left out."""

    name: str
    label: str
    count: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    none: str
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A tab: records of another object that point here; `folded` ones are behind one that says there are more."""

    label: str
    count: str
    href: str
    current: bool = False
    folded: bool = False


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """The rows of the tab that is open."""

    label: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    all_href: str = ""
    none: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A panel a plugin adds: plain lines under a heading."""

    name: str
    label: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What belongs to the page besides the record itself."""

    history: tuple[Moment, ...] = ()
    related: tuple[Related, ...] = ()
    rows: RelatedRows = RelatedRows()
    boxes: tuple[Box, ...] = ()
    attached: Attached = NOTHING_ATTACHED
    talk: Speaking = SILENT
    permitted: frozenset[Verb] = frozenset()
    into: int | None = None
    doings: tuple[Doing, ...] = ()
    course: tuple[Stage, ...] = ()
    locked: str = ""                  # why nothing may be edited, where all is locked


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """Everything the record template shows."""

    object: str
    title: str
    crumb: str
    list_label: str
    list_href: str
    version: str
    archived: str
    into: str
    chips: tuple[Cell, ...]
    actions: tuple[Action, ...]
    doings: tuple[Doing, ...]
    more_doings: tuple[Doing, ...]
    course: tuple[Stage, ...]
    flow: str
    ways: tuple[Action, ...]
    menu: tuple[Action, ...]
    facts: tuple[Fact, ...]
    more_facts: tuple[Fact, ...]
    more_label: str
    grids: tuple[Lines, ...]
    totals: tuple[Sum, ...]
    boxes: tuple[Box, ...]
    attached: Attached
    talk: Speaking
    history: tuple[Moment, ...]
    versions: str
    why: str
    related: tuple[Related, ...]
    related_label: str
    related_columns: tuple[Column, ...]
    related_rows: tuple[Row, ...]
    related_all: str
    related_none: str


def record_page(scene: Scene, thing: Object, record: Mapping[str, Any], around: Around) -> RecordPage:
    """Return the page of a record in its JSON form, with titles and lines."""
    shown = _facts(scene, thing, record)
    title = heading(record)
    number = str(record.get("number") or "")
    archived = record.get("archived_at") is not None
    return RecordPage(
        object=scene.label(thing), title=title, crumb=number or title, list_label=scene.plural(thing),
        list_href=links.list_of(thing.name), version=str(record["version"]),
        archived=scene.say("record.archived_note") if archived else "",
        into=links.record(thing.name, around.into) if around.into is not None else "",
        chips=_chips(scene, thing, record), actions=_actions(scene, thing, record, around, archived=archived),
        doings=tuple(each for each in around.doings if each.show != "menu")[-BUTTONS:],
        more_doings=_behind(around.doings), course=around.course,
        flow=links.act(thing.name, record["id"], "flow") if around.course else "",
        ways=_ways(scene, thing, record, around, archived=archived),
        menu=_menu(scene, thing, record, around, archived=archived),
        facts=shown[:MOST_FACTS], more_facts=shown[MOST_FACTS:],
        more_label=scene.say("record.more_fields", n=len(shown) - MOST_FACTS),
        grids=grids(scene, thing, record),
        totals=sums_of(scene, thing, record), boxes=around.boxes, attached=around.attached, talk=around.talk,
        history=around.history,
        versions=links.versions(thing.name, record["id"]) if thing.history else "",
        why=links.why(thing.name, record["id"]), related=around.related,
        related_label=around.rows.label, related_columns=around.rows.columns, related_rows=around.rows.rows,
        related_all=around.rows.all_href, related_none=around.rows.none)


def _facts(scene: Scene, thing: Object, record: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Reading hides what is empty, what the title says, and what stands in the head or among the totals."""
    elsewhere = {field.name for field in totals(scene, thing)} | set(title_fields(thing))
    elsewhere |= {field.name for field in scene.fields(thing) if toned(field)}
    fields = [field for field in facts(scene, thing) if field.name not in elsewhere]
    made = [(field, cell(scene, field, record)) for field in (*fields, *_stamps(scene, thing))]
    telling = [(field, found) for field, found in made if found.text and field.type.widget not in WIDE]
    telling.sort(key=lambda pair: _usual(pair[0], record))             # what is as ever comes last
    narrow = [Fact(scene.label(field), found) for field, found in telling]
    wide = [Fact(scene.label(field), found, wide=True) for field, found in made
            if found.text and field.type.widget in WIDE]
    return (*narrow, *wide)


def _usual(field: Field, record: Mapping[str, Any]) -> bool:
    """Return whether the record holds what every new one is given."""
    usual, sent = known(field).usual, record.get(field.name)
    return usual is not None and sent is not None and value_of(field, sent) == usual


def _says(field: Field, row: Mapping[str, Any]) -> bool:
    """Return whether a line says something in a column: a value, a tick; of what later documents add up not 0; and
    not what every new line is given."""
    sent = row.get(field.name)
    if sent is None or sent is False:
        return False
    if field.type.kind is Kind.NUMBER and (field.moves or field.readonly is True) and value_of(field, sent) == 0:
        return False
    return bool(known(field).unit) or not _usual(field, row)     # a factor of 1, no discount; a quantity of 1 is one


def _stamps(scene: Scene, thing: Object) -> Sequence[Field]:
    found = (scene.field(thing, name) for name in ("owner", "created_at", "updated_at"))
    return [field for field in found if field is not None]


def _chips(scene: Scene, thing: Object, record: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Return the states: first what people set, then what follows; what nobody has begun yet is left out."""
    states = [field for field in scene.fields(thing) if toned(field)
              and not (field.readonly is True and _usual(field, record))]
    states.sort(key=lambda field: field.derived or field.readonly is True)
    found = (cell(scene, field, record)._replace(hover=scene.label(field)) for field in states)
    return tuple(each for each in found if each.text)


def _actions(scene: Scene, thing: Object, record: Mapping[str, Any], around: Around, *,
             archived: bool) -> tuple[Action, ...]:
    if archived or "update" not in around.permitted:
        return ()
    return (Action(name="edit", label=scene.say("act.edit"), href=links.edit(thing.name, record["id"]), icon="pencil",
                   primary=not any(each.show == "primary" for each in around.doings), key="e",
                   reason=because(scene, around.locked, links.why(thing.name, record["id"], "update"))),)


def _behind(doings: Sequence[Doing]) -> tuple[Doing, ...]:
    """Return the transitions behind the dots: those of the menu, and more than there is room for."""
    shown = [each for each in doings if each.show != "menu"]
    return (*shown[:-BUTTONS], *(each for each in doings if each.show == "menu"))


def _ways(scene: Scene, thing: Object, record: Mapping[str, Any], around: Around, *,
          archived: bool) -> tuple[Action, ...]:
    """Return the ways to pages of their own, above what is done at once."""
    if archived or thing.access == "engine":
        return ()
    icons: tuple[tuple[Verb, str], ...] = (("share", "users"), ("assign", "user-share"))
    found = [Action(name=verb, label=scene.say(f"act.{verb}"), href=links.act(thing.name, record["id"], verb),
                    icon=icon) for verb, icon in icons if verb in around.permitted]
    if thing.merge and {"update", "archive"} <= around.permitted:
        found.append(Action(name="merge", label=scene.say("act.merge_with"), icon="git-compare",
                            href=links.act(thing.name, record["id"], "merge")))
    if thing.name == USER and movable(scene.context):
        title = heading(record)
        found.append(Action(name="handover", label=scene.say("act.handover"), icon="user-share",
                            href=links.handover(title, record["id"])))
    return tuple(found)


def _menu(scene: Scene, thing: Object, record: Mapping[str, Any], around: Around, *,
          archived: bool) -> tuple[Action, ...]:
    verb: Verb = "restore" if archived else "archive"
    icons: tuple[tuple[Verb, str], ...] = (("print", "printer"), (verb, "history" if archived else "archive"))
    return tuple(Action(name=each, label=scene.say(f"act.{each}"), href=links.act(thing.name, record["id"], each),
                        icon=icon, danger=each == "archive") for each, icon in icons
                 if each in around.permitted and (each == "print" or around.into is None))


def grids(scene: Scene, thing: Object, record: Mapping[str, Any], most: int | None = None) -> tuple[Lines, ...]:
    """Return the lines of a record, of each field at most so many columns."""
    return tuple(_lines(scene, field, record, most) for field in scene.fields(thing) if field.type.storage == "lines")


def _lines(scene: Scene, field: Field, record: Mapping[str, Any], most: int | None) -> Lines:
    """Return the rows of a lines field. While reading, a column is not shown that says nothing in any row (ui.md 7),
    nor a unit that stands beside its quantity."""
    target = scene.context.catalog.objects[field.type.targets(field)[0]]
    rows, columns = record.get(field.name) or (), line_columns(scene, target)
    beside = {known(each).unit for each in columns}
    fields = tuple(each for each in columns if each.name not in beside
                   and (not rows or any(_says(each, row) for row in rows)))
    left = len(fields[most:]) if most else 0
    fields = fields[:most]
    return Lines(field.name, scene.label(field), scene.say("record.lines", n=len(rows)), heads(scene, fields),
                 line_rows(scene, fields, rows, cards_of(target, fields)), scene.say("record.no_lines"),
                 scene.say("print.beyond", n=left) if left else "")
