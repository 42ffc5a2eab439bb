"""M205, M207, M308, M311, M331: views show fields that are there and fit, once, and say only what their type shows."""

from collections.abc import Callable, Iterator

from dougong.catalog.checks.inspection import Fault, check, no_field
from dougong.catalog.checks.links import reached
from dougong.catalog.checks.sorting import sorts
from dougong.catalog.linking.link import Linked
from dougong.catalog.linking.scope import ObjectScope
from dougong.catalog.model import Field, Object, View
from dougong.catalog.reading.document import Document, Where
from dougong.fields.periods import PERIODS
from dougong.fields.refusals import Unclear
from dougong.kernel.alternatives import parted
from dougong.kernel.kinds import Kind

_KEYS = {"list": frozenset({"columns", "filters", "sort", "conditions"}), "form": frozenset({"sections"}),
         "kanban": frozenset({"by", "cards", "sum", "percent", "due", "stale"}),
         "calendar": frozenset({"date", "cards"}), "tree": frozenset({"by", "cards"})}
_EVERY = frozenset().union(*_KEYS.values())
_NEEDS = {"list": "columns", "form": "sections", "kanban": "by", "calendar": "date", "tree": "by"}

_WANTS = {"by": "choice of one", "date": "date or moment", "sum": "number that adds up", "percent": "percentage",
          "due": "date or moment", "tree": "tree field"}
_FITS: dict[str, Callable[[Field], bool]] = {
    "by": lambda field: field.type.kind is Kind.TEXT and bool(field.type.choices(field)),
    "date": lambda field: field.type.kind in {Kind.DATE, Kind.MOMENT} and field.type.storage == "columns",
    "sum": lambda field: "sum" in field.type.aggregates,
    "percent": lambda field: field.type.key == "percent",
    "due": lambda field: field.type.kind in {Kind.DATE, Kind.MOMENT} and field.type.storage == "columns",
    "tree": lambda field: field.type.rises,
}


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
            yield from _fitting(linked, one, view, document)
            yield from _conditions(linked, one, view, document)
            yield from sorts(linked, one, view.body.get("sort", ()), document.at("sort"), stored=False)


def _keys(view: View, document: Document) -> Iterator[Fault]:
    for key in sorted(_EVERY - _KEYS[view.kind]):
        if key in document.body:
            yield Fault(document.at(key).named(), f"a {view.kind} has no {key}", code="M308")
    if _NEEDS[view.kind] not in document.body:
        yield Fault(document.at(), f"key '{_NEEDS[view.kind]}' is missing", code="M111")


def _columns(linked: Linked, one: Object, view: View, document: Document) -> Iterator[Fault]:
    for key in ("columns", "filters", "cards"):
        seen: set[str] = set()
        for index, entry in enumerate(view.body.get(key, ())):
            name = entry if isinstance(entry, str) else entry["name"]
            yield from _shown(linked, one, name, document.at(key, index), seen)


def _sections(linked: Linked, one: Object, view: View, document: Document) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, section in enumerate(view.body.get("sections", ())):
        for index, name in enumerate(section["fields"]):
            yield from _shown(linked, one, name, document.at("sections", number, "fields", index), seen)


def _fitting(linked: Linked, one: Object, view: View, document: Document) -> Iterator[Fault]:
    """Find what a board, calendar or tree goes by and cannot."""
    for key in _FITS.keys() - {"tree"}:
        if key not in view.body or key not in _KEYS[view.kind]:
            continue
        name = view.body[key]
        field = one.fields.get(name)
        if field is None:
            yield from no_field(linked, one, name, document.at(key), "")
        elif not _FITS["tree" if view.kind == "tree" else key](field):
            what = _WANTS["tree" if view.kind == "tree" else key]
            yield Fault(document.at(key), f"{name} is no {what}", code="M331")


def _conditions(linked: Linked, one: Object, view: View, document: Document) -> Iterator[Fault]:
    """Find conditions on nothing, by relations a field does not know, or with values that mean nothing to it."""
    for said, text in view.body.get("conditions", {}).items():
        path, _, op = parted(said)[1].removesuffix("]").partition("[")
        where = document.at("conditions", said)
        route = ObjectScope(linked.world, one.name).route(tuple(path.split(".")))
        if route is None:
            yield from no_field(linked, one, path, where.named(), "")
            continue
        field = _end(linked, one, path)
        if field is not None and (op or "eq") not in field.type.operators:
            known = ", ".join(sorted(field.type.operators))
            yield Fault(where.named(), f"{path} knows {known}", code="M331")
        elif field is not None and not _means(field, op or "eq", text):
            yield Fault(where, f"'{text}' means nothing to {path}", code="M331")


def _end(linked: Linked, one: Object, path: str) -> Field | None:
    """Return the field at the end of a path, None for a column of the engine."""
    *links, name = path.split(".")
    for link in links:
        field = one.field(link)
        if field is None:
            return None
        one = linked.objects[field.type.targets(field)[0]]
    return one.field(name)


def _means(field: Field, op: str, text: str) -> bool:
    """Return whether a condition's value can be read; texts always can, and words about today are none of a pack's."""
    if op == "null":
        return text in {"true", "false"}
    if op in {"like", "starts", "has"}:
        return True
    if op == "during":
        return text in PERIODS
    try:
        return all(field.type.parse(field, part) is not None for part in
                   (text.split(",") if op in {"in", "nin"} else [text]))
    except Unclear:
        return False


def _shown(linked: Linked, one: Object, name: str, where: Where, seen: set[str]) -> Iterator[Fault]:
    if ObjectScope(linked.world, one.name).route(tuple(name.split("."))) is None:
        yield from no_field(linked, one, name, where, "")
    if name in seen:
        yield Fault(where, f"{name} stands twice in view", code="M311")
    seen.add(name)
