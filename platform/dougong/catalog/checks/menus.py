"""M205, M209: entries of menus lead to objects and to list views of them."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, blamed, check
from dougong.catalog.checks.links import reached
from dougong.catalog.linking.link import Linked
from dougong.catalog.reading.document import Document
from dougong.kernel.names import suggestion


@check("M209")
def menus_fit(linked: Linked) -> Iterator[Fault]:
    """Find entries that lead nowhere."""
    for document in linked.draft.menus:
        for group, body in document.body["groups"].items():
            for name, entry in body["entries"].items():
                where = document.at("groups", group, "entries", name)
                yield from reached(linked, entry["object"], document.pack, where / "object")
                if "view" in entry:
                    yield from _view(linked, document, entry["view"], entry["object"], group, name)


def _view(linked: Linked, document: Document, name: str, target: str, *path: str) -> Iterator[Fault]:
    where = document.at("groups", path[0], "entries", path[1], "view")
    view = linked.views.get(name)
    if view is None:
        if not blamed(linked, name):
            yield Fault(where, f"no view '{name}'", suggestion(name, linked.views))
    elif view.object != target:
        yield Fault(where, f"view {name} shows {view.object}, not {target}")
    elif view.kind != "list":
        yield Fault(where, f"view {name} is a {view.kind}, not a list")
