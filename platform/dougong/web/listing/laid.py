"""How a list is laid out: its columns and order, what may be changed in place; found once for those who see alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from dougong.catalog.model import Field, Object, View
from dougong.records.cache import Recent
from dougong.records.lists.paths import usable
from dougong.web.listing.filters import Pairs
from dougong.web.listing.layout import WIDE, columns, view_of
from dougong.web.listing.table import Layout, cards_of
from dougong.web.listing.tabs import chosen
from dougong.web.record.inputs import fixed
from dougong.web.scene import Scene

#: Columns the list of lines opens with; its view is made for the grid of a document, which shows them all.
MOST_OF_LINES = 12


@dataclass(frozen=True, slots=True)
class Laid:
    """The view a list's layout comes from, its rows, and their order where the address says none."""

    view: View | None
    rows: Layout
    order: tuple[str, ...]


def laid(scene: Scene, thing: Object, pairs: Pairs, kept: Recent) -> Laid:
    """Return the layout the address asks for, as it was found for whoever may do the same and reads the same."""
    context = scene.context
    key = (context.catalog.number, context.actor.policy.fingerprint, scene.lang, context.alone, thing.name,
           chosen(pairs), _named(pairs))
    found: Laid = kept.get(key, lambda: layout_of(scene, thing, pairs))
    return found


def layout_of(scene: Scene, thing: Object, pairs: Pairs) -> Laid:
    """Return the layout the address asks for; a view somebody kept without columns has those of the object's first."""
    name = chosen(pairs)
    view = view_of(scene, thing, "list", "" if name.startswith(("~", "-")) else name)
    fields = _columns(scene, thing, view, pairs)
    order = tuple(name for name in ((view.body.get("sort", ()) if view else ()) or thing.order)
                  if usable(scene.context, thing, name.removeprefix("-")))
    return Laid(view, Layout(fields, cards_of(thing, fields), editable(scene, thing, fields),
                             picks=thing.parent is None), order)


def editable(scene: Scene, thing: Object, fields: Sequence[Field]) -> frozenset[str]:
    """Return which of the columns this person may change in place."""
    if thing.parent is not None or not scene.may(thing, "update"):
        return frozenset()
    return frozenset(field.name for field in fields if "." not in field.name and field.name in thing.fields
                     and field.type.storage == "columns" and field.type.widget not in WIDE
                     and not fixed(scene, thing, field))


def _columns(scene: Scene, thing: Object, view: View | None, pairs: Pairs) -> tuple[Field, ...]:
    """Return the columns: those the address names, else the layout's."""
    named = _named(pairs)
    chosen = [scene.column(thing, name) for name in named.split(",")] if named else []
    found = tuple(field for field in chosen if field is not None)
    return found or columns(scene, thing, view)[:MOST_OF_LINES if thing.parent else None]


def _named(pairs: Pairs) -> str:
    return next((text for name, text in pairs if name == "fields"), "")
