"""The heads of a list: of its columns and of its groups, and what both may be chosen from."""

from collections.abc import Iterable
from dataclasses import replace

from dougong.catalog.model import Field
from dougong.web import links
from dougong.web.listing.groups import groupable, head
from dougong.web.listing.layout import addable, column_label
from dougong.web.listing.listed import Listed
from dougong.web.listing.table import Column, Row
from dougong.web.listing.taking import Chosen, offered
from dougong.web.scene import Scene
from dougong.web.shell import Pick, pressed


def heads(scene: Scene, listed: Listed) -> tuple[Column, ...]:
    """Return the heads of the columns, each with the address that sorts by it, turned around where it already does."""
    first = listed.sort[0] if listed.sort else ""
    made = []
    for field in listed.fields:
        now = "ascending" if first == field.name else "descending" if first == f"-{field.name}" else ""
        turned = f"-{field.name}" if now == "ascending" else field.name
        href = links.list_of(listed.thing.name, [*listed.but("sort"), ("sort", turned)]) if field.type.sortable else ""
        made.append(Column(field.name, column_label(scene, field, listed.view), field.type.align == "right", href, now))
    return tuple(made)


def sorted_by(scene: Scene, listed: Listed) -> str:
    """Return by which column the list is sorted and which way, "" where nothing says."""
    if not listed.sort:
        return ""
    field = scene.column(listed.thing, listed.sort[0].removeprefix("-"))
    return f"{scene.label(field)} {'↓' if listed.sort[0].startswith('-') else '↑'}" if field else ""


def chooser(scene: Scene, listed: Listed) -> tuple[Chosen, ...]:
    """Return the columns there are and those that may be added; the first names its row and is not added up."""
    held = {field.name: at for at, field in enumerate(listed.fields)}
    return tuple(Chosen(field.name, scene.label(field), pressed(held=field.name in held),
                        offered(scene, field, listed.takes) if held.get(field.name) else ())
                 for field in _columns(scene, listed))


def groups(scene: Scene, listed: Listed) -> tuple[Pick, ...]:
    """Return what the list may be grouped by, as addresses; the first is by nothing."""
    said = listed.grouping.said if listed.grouping else ""
    here = listed.but("_group")
    found = {name: scene.label(field) for name, field in groupable(_columns(scene, listed))}
    if not found:
        return ()
    none = Pick(links.list_of(listed.thing.name, here), scene.say("list.group_by_none"), pressed(held=not said))
    return (none, *(Pick(links.list_of(listed.thing.name, [*here, ("_group", name)]), label, pressed(held=name == said))
                    for name, label in found.items()))


def headed(scene: Scene, listed: Listed, made: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return the rows, the first of each group with its head."""
    by, groups = listed.grouping, listed.groups or {}
    if by is None:
        return made
    found, before = [], listed.after
    for row, record in zip(made, listed.records, strict=True):
        value = by.key(scene, record)
        starts = str(value) != before
        found.append(replace(row, head=head(scene, by, value, record, listed.fields, listed.takes, groups.get(value)))
                     if starts else row)
        before = str(value)
    return tuple(found)


def _columns(scene: Scene, listed: Listed) -> Iterable[Field]:
    """Return the columns, and those that may be added."""
    return {field.name: field for field in (*listed.fields, *addable(scene, listed.thing))}.values()
