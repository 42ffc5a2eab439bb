"""How else a list may be shown: as a board, a calendar, a tree; only what makes sense for the object."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dougong.catalog.model import Field, Object, View
from dougong.kernel.kinds import Kind
from dougong.web import links
from dougong.web.listing.filters import Pairs, first_of
from dougong.web.listing.lateness import Lateness, percent_of, told_by
from dougong.web.listing.layout import title_fields, toned, views_of
from dougong.web.record.inputs import fixed
from dougong.web.scene import Scene
from dougong.web.shell import Pick, pressed

#: Columns a board may have, and the fewest that are worth one.
MOST_COLUMNS = 12
FEWEST_COLUMNS = 3
#: Facts on a card besides the title.
FACTS = 4
ICONS = {"table": "table", "board": "layout-kanban", "calendar": "calendar-month", "tree": "binary-tree"}
#: What the address says of a kind, and what its definition is called.
VIEWS = {"board": "kanban", "calendar": "calendar", "tree": "tree"}
#: Parameters that belong to one kind alone.
OWN = frozenset("_as _by _month _week _group _sum cursor done".split())


@dataclass(frozen=True, slots=True)
class Shown:
    """A kind of view of an object: by which field, the facts of its cards, what is added up."""

    kind: str
    by: Field
    facts: tuple[Field, ...] = ()
    sum: Field | None = None
    others: tuple[Field, ...] = ()
    percent: Field | None = None
    late: Lateness | None = None


def kinds(scene: Scene, thing: Object) -> tuple[str, ...]:
    """Return the kinds of view that make sense for the object, the table first."""
    return ("table", *(kind for kind in VIEWS if _ways(scene, thing, kind)))


def shown_as(scene: Scene, thing: Object, pairs: Pairs) -> Shown | None:
    """Return the kind of view the address asks for, None for the table."""
    kind = first_of(pairs, "_as")
    ways = _ways(scene, thing, kind) if kind in VIEWS else ()
    if not ways:
        return None
    view = next(iter(views_of(scene, thing, VIEWS[kind])), None)
    by = next((field for field in ways if field.name == first_of(pairs, "_by")), ways[0])
    shown = Shown(kind, by, _facts(scene, thing, view, by), _summed(scene, thing, view), ways)
    if kind != "board":
        return shown
    own = view if view is not None and view.body.get("by") == by.name else None
    return replace(shown, percent=percent_of(scene, thing, own, by), late=told_by(scene, thing, view, by))


def switch(scene: Scene, thing: Object, pairs: Pairs, now: str) -> tuple[Pick, ...]:
    """Return the switch between kinds as addresses, nothing where there is only the table."""
    found = kinds(scene, thing)
    if len(found) < 2:
        return ()
    left = [pair for pair in pairs if pair[0] not in OWN]
    return tuple(Pick(links.list_of(thing.name, [*left, *([("_as", kind)] if kind != "table" else [])]),
                      scene.say(f"kind.{kind}"), pressed(held=kind == now), ICONS[kind]) for kind in found)


def ways(scene: Scene, thing: Object, pairs: Pairs, shown: Shown) -> tuple[Pick, ...]:
    """Return what else the same kind may go by, as addresses; nothing where there is one way."""
    if len(shown.others) < 2:
        return ()
    left = [pair for pair in pairs if pair[0] not in {"_by", "done"}]
    return tuple(Pick(links.list_of(thing.name, [*left, ("_by", field.name)]), scene.label(field),
                      pressed(held=field.name == shown.by.name)) for field in shown.others)


def _ways(scene: Scene, thing: Object, kind: str) -> tuple[Field, ...]:
    """Return the fields the kind may go by, what the pack says first."""
    if thing.parent is not None:
        return ()
    found = {"board": _staged, "calendar": _dated, "tree": _rising}[kind](scene, thing)
    said = [str(view.body.get("by") or view.body.get("date")) for view in views_of(scene, thing, VIEWS[kind])]
    named = [field for name in said if (field := scene.field(thing, name)) is not None]
    return tuple({field.name: field for field in (*named, *found)}.values())


def _staged(scene: Scene, thing: Object) -> list[Field]:
    """Return choices that are stages: with tones, or given to every record from the first; the state first, then
    those never blank."""
    found = [field for field in _own(scene, thing)
             if field.type.kind is Kind.TEXT and FEWEST_COLUMNS <= len(field.type.choices(field)) <= MOST_COLUMNS
             and field.visible is None and (_of_state(thing, field) or not fixed(scene, thing, field))
             and (toned(field) or (field.required is True and field.default is not None))]
    return sorted(found, key=lambda field: (not _of_state(thing, field),
                                            not (field.required is True and field.default is not None)))


def _of_state(thing: Object, field: Field) -> bool:
    """Return whether it holds the state: a card that is moved runs a transition."""
    return thing.workflow is not None and thing.workflow.field == field.name


def _dated(scene: Scene, thing: Object) -> list[Field]:
    found = [field for field in _own(scene, thing)
             if field.type.kind in {Kind.DATE, Kind.MOMENT} and field.readonly is not True]
    return sorted(found, key=lambda field: (field.derived, field.required is not True))


def _rising(scene: Scene, thing: Object) -> list[Field]:
    return [field for field in _own(scene, thing) if field.type.targets(field) == (thing.name,)
            and field.type.kind is Kind.LINK and field.type.rises]


def _own(scene: Scene, thing: Object) -> Iterable[Field]:
    return (field for field in scene.fields(thing) if field.type.storage == "columns")


def _facts(scene: Scene, thing: Object, view: View | None, by: Field) -> tuple[Field, ...]:
    """Return what a card tells: what the view says, else main link, amount, date and state."""
    if view is not None and view.body.get("cards"):
        return tuple(found for name in view.body["cards"] if (found := scene.column(thing, str(name))) is not None)
    titles = {*title_fields(thing), by.name}
    own = [field for field in _own(scene, thing) if field.name not in titles and field.visible is None]
    linked = [field for field in own if field.type.kind is Kind.LINK and not field.type.rises]
    linked.sort(key=lambda each: each.required is not True)
    dates = [field for field in own if field.type.kind in {Kind.DATE, Kind.MOMENT}]
    figures = [field for field in own if field.type.totalled]
    states = sorted((field for field in own if toned(field)), key=lambda each: (each.readonly is True, each.derived))
    return tuple(found[0] for found in (linked, figures, dates, states) if found)[:FACTS]


def _summed(scene: Scene, thing: Object, view: View | None) -> Field | None:
    named = scene.field(thing, str(view.body["sum"])) if view is not None and view.body.get("sum") else None
    return named or next((field for field in _own(scene, thing) if field.type.totalled), None)
