"""Views and menus: what lists, forms and the side navigation show, with their words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dougong.catalog.linking.bind import Binder
from dougong.catalog.model import MenuEntry, MenuGroup, Object, View
from dougong.catalog.reading.document import Document
from dougong.kernel.labels import Label
from dougong.kernel.spelling import spelled

_ORDER = 50


def views(binder: Binder) -> dict[str, View]:
    """Return every view by name; columns and sections in one form, however they were written."""
    return {name: _view(binder, document) for name, document in binder.draft.views.items()}


def _view(binder: Binder, document: Document) -> View:
    body, path = document.body, f"views.{document.body['name']}"
    kept: dict[str, Any] = {key: tuple(body[key]) for key in ("filters", "sort") if key in body}
    kept |= {key: body[key] for key in ("by", "date", "sum", "percent", "due", "stale") if key in body}
    if "cards" in body:
        kept["cards"] = tuple(body["cards"])
    if "conditions" in body:
        kept["conditions"] = MappingProxyType({name: spelled(value) for name, value in body["conditions"].items()})
    if "columns" in body:
        kept["columns"] = tuple(_column(binder, document, column, path) for column in body["columns"])
    if "sections" in body:
        kept["sections"] = tuple(_section(binder, document, section, path) for section in body["sections"])
    return View(name=body["name"], uid=binder.uids.of(path), object=body["object"], kind=body["type"],
                label=_label(binder, document, body.get("label"), f"{path}.label"), pack=document.pack,
                body=MappingProxyType(kept))


def _column(binder: Binder, document: Document, column: Any, path: str) -> Mapping[str, Any]:
    given: Mapping[str, Any] = {"name": column} if isinstance(column, str) else column
    label = _label(binder, document, given.get("label"), f"{path}.columns.{given['name']}.label")
    return MappingProxyType({"name": given["name"]} | ({"label": label} if label else {}))


def _section(binder: Binder, document: Document, section: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    label = _label(binder, document, section.get("label"), f"{path}.sections.{section['name']}.label")
    return MappingProxyType({"name": section["name"], "label": label, "columns": section.get("columns", 2),
                             "fields": tuple(section["fields"])})


def menu(binder: Binder, objects: Mapping[str, Object]) -> tuple[MenuGroup, ...]:
    """Return the groups in order; groups of one name in several packs join, the lowest pack's words first."""
    labels: dict[str, dict[str, str]] = {}
    orders: dict[str, int] = {}
    entries: dict[str, dict[str, MenuEntry]] = {}
    for document in binder.draft.menus:
        for name, group in document.body["groups"].items():
            path = f"menus.{document.body['name']}.groups.{name}"
            said = _label(binder, document, group.get("label"), f"{path}.label")
            labels[name] = {**said, **labels.get(name, {})}
            orders.setdefault(name, group.get("order", _ORDER))
            for key, entry in group["entries"].items():
                found = _entry(binder, document, key, entry, objects, f"{path}.entries.{key}.label")
                entries.setdefault(name, {})[key] = found
    ranked = sorted(orders, key=lambda name: orders[name])
    return tuple(MenuGroup(name=name, label=MappingProxyType(labels[name] or {"en": name.capitalize()}),
                           entries=tuple(entries[name].values()), order=orders[name]) for name in ranked)


def _entry(binder: Binder, document: Document, name: str, body: Mapping[str, Any],
           objects: Mapping[str, Object], path: str) -> MenuEntry:
    label = _label(binder, document, body.get("label"), path)
    shown = objects.get(body["object"])
    plural: Label = shown.plural if shown else {}
    return MenuEntry(name=name, object=body["object"], label=MappingProxyType({**plural, **label}),
                     icon=body.get("icon") or (shown.icon if shown else "table"), view=body.get("view"))


def _label(binder: Binder, document: Document, given: Any, path: str) -> Label:
    language = binder.draft.packs[document.pack].language
    return MappingProxyType(dict(binder.draft.words.label(given, language, path)))
