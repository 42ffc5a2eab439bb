"""M205, M207, M308, M311: views show fields that are there, once, and say only what their type shows."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, blamed, check
from dougong.catalog.checks.links import reached
from dougong.catalog.checks.sorting import sorts
from dougong.catalog.document import Document, Where
from dougong.catalog.link import Linked
from dougong.catalog.model import Object, View
from dougong.catalog.scope import ObjectScope
from dougong.kernel.names import suggestion

_KEYS = {"list": frozenset({"columns", "filters", "sort"}), "form": frozenset({"sections"})}
_NEEDS = {"list": "columns", "form": "sections"}


@check("M207")
def views_fit(linked: Linked) -> Iterator[Fault]:
    """Find views of nothing, of missing fields, and with keys of the other type."""
    for view in linked.views.values():
        document = linked.draft.views[view.name]
        one = linked.objects.get(view.object)
        yield from reached(linked, view.object, view.pack, document.at("object"))
        yield from _keys(view, document)
        if one is not None:
            yield from _columns(linked, one, view, document)
            yield from _sections(linked, one, view, document)
            yield from sorts(linked, one, view.body.get("sort", ()), document.at("sort"), stored=False)


def _keys(view: View, document: Document) -> Iterator[Fault]:
    for key in sorted((_KEYS["list"] | _KEYS["form"]) - _KEYS[view.kind]):
        if key in document.body:
            yield Fault(document.at(key).named(), f"a {view.kind} has no {key}", code="M308")
    if _NEEDS[view.kind] not in document.body:
        yield Fault(document.at(), f"key '{_NEEDS[view.kind]}' is missing", code="M111")


def _columns(linked: Linked, one: Object, view: View, document: Document) -> Iterator[Fault]:
    for key in ("columns", "filters"):
        seen: set[str] = set()
        for index, entry in enumerate(view.body.get(key, ())):
            name = entry if isinstance(entry, str) else entry["name"]
            yield from _shown(linked, one, name, document.at(key, index), seen)


def _sections(linked: Linked, one: Object, view: View, document: Document) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, section in enumerate(view.body.get("sections", ())):
        for index, name in enumerate(section["fields"]):
            yield from _shown(linked, one, name, document.at("sections", number, "fields", index), seen)


def _shown(linked: Linked, one: Object, name: str, where: Where, seen: set[str]) -> Iterator[Fault]:
    path = tuple(name.split("."))
    if ObjectScope(linked.world, one.name).route(path) is None and not blamed(linked, *path):
        yield Fault(where, f"{one.name} has no field '{name}'", suggestion(name, one.fields))
    if name in seen:
        yield Fault(where, f"{name} stands twice in view", code="M311")
    seen.add(name)
