"""The settings of all packs, and of each a form: view models."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dougong.catalog.model import Object
from dougong.catalog.setting import COMPANY, EXTRA
from dougong.kernel.labels import enumerated
from dougong.kernel.labels import words as label
from dougong.records import reading
from dougong.records.lists.query import Query
from dougong.records.settings import Chosen, definitions
from dougong.web import links
from dougong.web.record.form import FormPage
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Page:
    """One page of settings to go to."""

    label: str
    said: str
    icon: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """The pages of one company, or of all (no label)."""

    label: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class SettingsPages:
    """Everything the overview shows."""

    groups: tuple[Group, ...]


def overview(scene: Scene) -> SettingsPages:
    """Return the pages of settings: by company where there are several."""
    every = definitions(scene.context.catalog, scene.context.actor.policy)
    own = [one for one in every if one.extra[EXTRA][0]["per"] == COMPANY]
    common = [one for one in every if one not in own]
    if scene.context.alone:
        id = scene.context.settings.get(COMPANY)
        return SettingsPages((Group("", (*_company(scene, id), *_pages(scene, every, None))),))
    rows = reading.select(scene.context, Query(object=COMPANY, fields=("id", "name"), sort=("id",))).rows
    groups = [Group(str(row["name"]), (*_company(scene, row["id"]), *_pages(scene, own, row["id"]))) for row in rows]
    return SettingsPages((*groups, *([Group(scene.say("settings.all"), tuple(_pages(scene, common, None)))]
                                     if common else [])))


def dressed(scene: Scene, found: Chosen, model: FormPage) -> FormPage:
    """Return the form of a record of settings as a page of settings."""
    past = "" if found.record is None else links.versions(found.object.name, found.record["id"])
    title, what = scene.label(found.object), scene.say("settings.title")
    return replace(model, object=what, list_href=links.Paths().settings, title=title, crumb=title,
                   leave=links.Paths().settings, save_label=scene.say("settings.save"),
                   action=links.settings_of(found.name, found.company), past=past)


def _company(scene: Scene, id: int | None) -> Iterator[Page]:
    """Yield the page of the company itself: its name, currency and time zone."""
    thing = scene.context.catalog.objects[COMPANY]
    if id is not None and scene.may(thing, "update"):
        yield Page(scene.label(thing), _said(scene, thing), thing.icon, links.edit(COMPANY, id))


def _pages(scene: Scene, every: list[Object] | tuple[Object, ...], company: int | None) -> Iterator[Page]:
    for one in every:
        yield Page(scene.label(one), _said(scene, one), one.icon,
                   links.settings_of(one.extra[EXTRA][0]["name"], company))


def _said(scene: Scene, one: Object) -> str:
    """Return what can be chosen there, as people read it."""
    names = [label(field.label, scene.lang) for field in scene.fields(one) if field.type.targets(field) != (COMPANY,)]
    return enumerated(names, scene.lang)
