"""What stands around the records, whichever way they are shown."""

from typing import Any

from dougong.records.standing import VIEWS
from dougong.web import links
from dougong.web.action import create
from dougong.web.listing.conditions import editor, known_fields
from dougong.web.listing.filters import tokens
from dougong.web.listing.frame import Keeping, Kept
from dougong.web.listing.listed import Around, Listed
from dougong.web.listing.saved import Saved, kept
from dougong.web.scene import Scene


def framed(scene: Scene, listed: Listed, around: Around) -> dict[str, Any]:
    """Return the parts of a Frame."""
    thing, here = listed.thing, listed.but("done")
    allowed = known_fields(scene, thing, list(listed.view.body.get("filters", ())) if listed.view else [])
    archived = bool(listed.value("archived"))
    switched = [*listed.but("archived"), *([] if archived else [("archived", "1")])]
    return {
        "object": thing.name, "title": scene.plural(thing), "count": count_of(scene, listed),
        "new": create(scene, thing.name),
        "import_href": links.import_of(thing.name) if create(scene, thing.name) and scene.may(thing, "import") else "",
        "export_href": links.export_of(thing.name) if scene.may(thing, "export") else "",
        "export_kept": tuple(Kept(*pair) for pair in here),
        "views": around.tabs, "switch": around.switch,
        "counts": links.counts_of(thing.name, here) if any(not tab.count for tab in around.tabs) else "",
        "keeping": _keeping(scene, listed, around.saved), "here": links.list_of(thing.name),
        "here_with_kept": links.list_of(thing.name, listed.but("q")),
        "kept": tuple(Kept(*pair) for pair in listed.but("q", "done")), "q": listed.value("q"),
        "tokens": tokens(scene, thing, here), "editor": editor(scene, allowed, allowed[0]) if allowed else None,
        "condition_url": links.condition(thing.name, here), "matches_url": links.matches(thing.name),
        "archived_href": links.list_of(thing.name, switched),
        "archived_label": scene.say("list.all" if archived else "list.archived")}


def count_of(scene: Scene, listed: Listed) -> str:
    """Return how many records there are, "" where they were not counted."""
    if listed.count is None:
        return ""
    return scene.say("list.count_capped" if listed.capped else "list.count", n=f"{listed.count:,}")


def _keeping(scene: Scene, listed: Listed, saved: tuple[Saved, ...]) -> Keeping | None:
    home = scene.context.catalog.objects.get(VIEWS)
    if home is None or listed.thing.parent is not None or not scene.may(home, "create"):
        return None
    now = next((each for each in saved if f"~{each.id}" == listed.value("view") and each.own), None)
    asks = links.query(listed.but("done", "view"))
    if now is None:
        return Keeping(links.views(listed.thing.name), asks)
    changed = sorted(kept(listed.but())) != sorted(now.pairs)
    share = links.act(VIEWS, now.id, "share") if scene.may(home, "share") else ""
    return Keeping(links.views(listed.thing.name), asks, str(now.id), now.name, str(now.version), now.shared, now.usual,
                   changed, share)
