"""What a patch left without the shape of a definition is taken out, so that its own fault is all that is told of it."""

from typing import Any

from dougong.catalog.linking.draft import Draft
from dougong.catalog.patches.aim import PARTS
from dougong.catalog.reading.document import Document, Path


def unlink(draft: Draft, document: Document, path: Path) -> None:
    """Take the field, check or unique out in which `path` of the document lies; else all that the document defines."""
    parts = [(held, name) for raw in draft.objects.values() for attribute in PARTS.values()
             for held in (_held(raw, attribute),) for name, part in held.items()
             if part.where.document is document and path[:len(part.where.path)] == part.where.path]
    for held, name in parts:
        del held[name]
        draft.lost.add(name)
    if not parts:
        _whole(draft, document)


def _held(raw: Any, attribute: str) -> dict[str, Any]:
    held: dict[str, Any] = getattr(raw, attribute)
    return held


def _whole(draft: Draft, document: Document) -> None:
    draft.lost.add(str(document.body.get("name", document.name)))
    draft.objects = {name: each for name, each in draft.objects.items() if each.where.document is not document}
    draft.views = {name: each for name, each in draft.views.items() if each is not document}
    draft.workflows = {name: each for name, each in draft.workflows.items() if each is not document}
    draft.rules = {name: each for name, each in draft.rules.items() if each is not document}
    draft.menus = [each for each in draft.menus if each is not document]
    draft.others = [each for each in draft.others if each is not document]
