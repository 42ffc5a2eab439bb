"""What the catalog holds, for those who look after it: packs, objects, fields with their rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from dougong.catalog.model import Catalog, Field, Object
from dougong.catalog.phrase.told import rollup_phrase, value_phrase
from dougong.kernel.labels import enumerated
from dougong.kernel.labels import words as label
from dougong.web import links
from dougong.web.cell import Cell, Part
from dougong.web.listing.table import Column, Row, row_of
from dougong.web.record.inputs import Choice
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPage:
    """Everything the catalog template shows."""

    number: str
    fingerprint: str
    packs_count: str
    pack_columns: tuple[Column, ...]
    packs: tuple[Row, ...]
    objects_count: str
    object_columns: tuple[Column, ...]
    objects: tuple[Row, ...]
    pending: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolePage:
    """Everything the expression console shows."""

    objects: tuple[Choice, ...]
    record: str = ""
    text: str = ""
    result: str = ""
    kind: str = ""
    error: str = ""


def catalog_page(scene: Scene, live: Catalog, changes: int, faults: tuple[str, ...] = ()) -> CatalogPage:
    """Return packs and objects of a catalog: as a draft with so many `changes` to `live` would make it."""
    catalog, say = scene.context.catalog, scene.say
    packs = tuple(_row("", label(pack.label, scene.lang) or pack.name, pack.name, pack.version,
                       enumerated(pack.requires, scene.lang))
                  for pack in catalog.packs.values())
    objects = tuple(_row(links.described(thing.name), scene.label(thing), thing.name,
                         scene.pack(thing.pack), str(len(thing.fields)))
                    for thing in catalog.objects.values())
    return CatalogPage(
        number=say("admin.number", n=live.number), fingerprint=live.fingerprint[:12], packs=packs,
        packs_count=say("admin.count", n=len(packs)), objects=objects, objects_count=say("admin.count", n=len(objects)),
        pending=say("design.pending", n=changes) if changes else "", faults=faults,
        pack_columns=_heads(scene, "label", "name", "version", "requires"),
        object_columns=_heads(scene, "label", "name", "pack", "fields"))


def console_page(scene: Scene, chosen: str, **answer: str) -> ConsolePage:
    """Return the console with what was typed and what came of it."""
    objects = tuple(Choice(thing.name, scene.label(thing), thing.name == chosen)
                    for thing in scene.context.catalog.objects.values() if thing.parent is None)
    return ConsolePage(objects=objects, **answer)


def rules_of(scene: Scene, thing: Object, field: Field) -> tuple[Part, ...]:
    """Return what holds for a field of `thing`, one chip each."""
    catalog = scene.context.catalog
    said: list[tuple[str, str]] = []
    if field.required:
        said.append((scene.say("admin.rule_required"), "gray"))
    if field.unique:
        said.append((scene.say("admin.rule_unique"), "gray"))
    if field.formula is not None:
        said.append((scene.say("admin.rule_virtual" if field.virtual else "admin.rule_formula"), "teal"))
    said += _rolled(scene, field)
    if field.copy is not None:
        source = value_phrase(catalog, thing, ".".join(field.copy), scene.lang)
        said.append((scene.say("admin.rule_copy", source=source), "teal"))
    said += [(scene.say("admin.rule_lookup", of=scene.label(catalog.objects[each.of])), "teal")
             for each in field.lookup]
    if field.readonly:
        said.append((scene.say("admin.rule_readonly"), "gray"))
    if field.visible is not None:
        said.append((scene.say("admin.rule_visible"), "ochre"))
    if field.default is not None:
        said.append((scene.say("admin.rule_default", value=value_phrase(
            catalog, thing, field.default.text, scene.lang, field)), "gray"))
    return tuple(Part(text, tone=tone) for text, tone in said)


def _rolled(scene: Scene, field: Field) -> list[tuple[str, str]]:
    if field.rollup is None:
        return []
    return [(rollup_phrase(scene.context.catalog, field.rollup, scene.lang), "teal")]


def _heads(scene: Scene, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, scene.say(f"admin.{name}")) for name in names)


def _row(href: str, *texts: str) -> Row:
    places: Sequence[str] = ("title", "meta", "when", "state")
    return row_of(href, tuple(Cell(text=text, href=href if at == 0 else "", card=places[at])
                              for at, text in enumerate(texts)))
