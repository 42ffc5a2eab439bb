"""The definition of an object as a form: a new one of the site, or the settings of one that is there."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from dougong.catalog.layer import SITE
from dougong.catalog.linking.parts import title_text
from dougong.catalog.model import Catalog, Field, Object
from dougong.kernel.labels import words as label
from dougong.web.design.field_form import renamed
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, line, words_in, words_of, words_out

#: The group of the navigation that is made when none is chosen.
HERE: Final = "x_site"
#: What it is called.
HERE_WORDS: Final = {"zh-Hans": "本站", "zh-Hant": "本站", "en": "This site"}
_TEXTS: Final = ("title", "icon", "number")
_SEARCH: Final = "search_"
_FOUND: Final = "found"


def object_typed(thing: Object) -> dict[str, str]:
    """Return an object as the form holds it."""
    return {**words_out("label", thing.label), **words_out("plural", thing.plural), "title": title_text(thing.title),
            "icon": thing.icon, "number": thing.number.pattern if thing.number else "", "name": thing.name,
            "order": ", ".join(thing.order), _FOUND: "1" if thing.search else "",
            **{f"{_SEARCH}{name}": "1" for name, field in thing.fields.items() if field.search}}


def object_sections(scene: Scene, catalog: Catalog, form: Form, thing: Object | None) -> tuple[Section, ...]:
    """Return the inputs for a new object, or for the settings of `thing`."""
    say = scene.say
    numbered = thing is None or thing.number is not None or thing.pack == SITE
    more = [replace(line(scene, form, key, code=True), hint=say(f"design.hint_{key}")) for key in _TEXTS
            if key != "number" or numbered]
    if thing is not None:
        more.append(replace(line(scene, form, "order", code=True), hint=say("design.hint_order")))
    if thing is None:
        groups = [(group.name, label(group.label, scene.lang) or group.name) for group in catalog.menu]
        more += [line(scene, form, "group", kind="select", choices=[("", say("design.group_new")), *groups]),
                 Setting(name="name", label=say("design.key_name"), value=form.get("name", ""), code=True,
                         hint=say("design.name_hint"))]
    elif thing.pack == SITE:
        more.append(Setting(name="name", label=say("design.key_name"), value=form.get("name", ""), code=True,
                            hint=say("design.rename_hint")))
    return (Section(name="words", label=say("design.words"), settings=(
                *words_of(scene, form, "label", say("design.key_label"), required=True),
                *words_of(scene, form, "plural", say("design.key_plural")))),
            Section(name="more", label=say("design.more"), settings=tuple(more)),
            *([_searched(scene, form, thing)] if thing is not None else ()))


def object_added(name: str, form: Form) -> Iterator[dict[str, Any]]:
    """Yield what adds the object and its entry in the navigation."""
    said: dict[str, Any] = {"kind": "object", "name": name, "label": words_in(form, "label")}
    if plural := words_in(form, "plural"):
        said["plural"] = plural
    if pattern := form.get("number", "").strip():
        said["number"] = {"pattern": pattern}
    said |= {key: text for key in ("title", "icon") if (text := form.get(key, "").strip())}
    yield {"add": said}
    group = form.get("group", "") or HERE
    heading: dict[str, Any] = {"label": dict(HERE_WORDS)} if group == HERE else {}
    yield {"add": {"kind": "menu", "name": name, "groups": {
        group: {**heading, "entries": {name: {"object": name}}}}}}


def object_changed(thing: Object, form: Form) -> Iterator[dict[str, Any]]:
    """Yield what makes the object what the form says."""
    path, held = f"objects.{thing.name}", object_typed(thing)
    for key, words in (("label", thing.label), ("plural", thing.plural)):
        yield from _words(f"{path}.{key}", words, words_in(form, key))
    for key in ("title", "icon"):
        text = form.get(key, "").strip()
        if text and text != held[key]:
            yield {"set": f"{path}.{key}", "to": text}
    pattern = form.get("number", "").strip()
    if pattern and pattern != held["number"]:
        yield {"set": f"{path}.number.pattern", "to": pattern} if thing.number else \
            {"set": f"{path}.number", "to": {"pattern": pattern}}
    yield from _found_by(path, thing, form)
    if thing.pack == SITE:
        yield from renamed(path, thing.name, form)


def _found_by(path: str, thing: Object, form: Form) -> Iterator[dict[str, Any]]:
    """Yield how lists are sorted, whether search finds the records, and which fields it looks at."""
    order = form.get("order", "").replace(",", " ").split()
    if order and order != list(thing.order):
        yield {"set": f"{path}.order", "to": order}
    if thing.access != "engine" and (form.get(_FOUND) == "1") != thing.search:
        yield {"set": f"{path}.search", "to": not thing.search}
    for name, field in thing.fields.items():
        if _findable(field) and (form.get(f"{_SEARCH}{name}") == "1") != field.search:
            yield {"set": f"{path}.fields.{name}.search", "to": not field.search}


def _findable(field: Field) -> bool:
    """Return whether search may look at a field: at words that are written or computed with the record."""
    return field.type.searched != "never" and field.stored and not field.moves and field.rollup is None and \
        not field.stands_for


def _searched(scene: Scene, form: Form, thing: Object) -> Section:
    say = scene.say
    whole = Setting(name=_FOUND, kind="tick", value=form.get(_FOUND, ""), hint=say("design.found_hint"),
                    label=say("design.found_lines" if thing.parent else "design.found"))
    ticks = [Setting(name=f"{_SEARCH}{name}", label=scene.label(field), kind="tick",
                     value=form.get(f"{_SEARCH}{name}", ""))
             for name, field in thing.fields.items() if _findable(field)]
    return Section(name="search", label=say("design.search"), columns=4, hint=say("design.search_hint"),
                   settings=tuple(ticks if thing.access == "engine" else [whole, *ticks]))


def _words(path: str, held: Mapping[str, str], typed: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    fresh = {each: text for each, text in typed.items() if text != held.get(each)}
    if fresh:
        yield {"set": path, "to": fresh}
