"""Values a field takes from other records, as a form: copied along a link, looked up, gathered from those that point
here."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from dougong.catalog.model import Catalog, Field, Object
from dougong.catalog.plain import plain_field
from dougong.web import links
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, line, picked

#: Keys of a definition the form speaks of.
KEYS: Final = ("copy", "rollup", "lookup")
_GATHERED: Final = ("of", "via", "take", "where", "order", "mode")
_LOOKED: Final = ("of", "where", "take", "order")
_MODES: Final = ("on_read", "delta", "recompute")
#: Places a field looks at, at most.
MOST: Final = 8


def typed(field: Field) -> dict[str, str]:
    """Return what the field says as the form holds it."""
    said = plain_field(field)
    form = {"copy": said.get("copy", "")}
    form |= _form("rollup", said.get("rollup", {}), _GATHERED)
    for n, each in enumerate(said.get("lookup", ())):
        form |= _form(f"lookup{n}", each, _LOOKED)
    return form


def said(form: Form) -> dict[str, Any]:
    """Return what the form says, as a definition says it; what is not typed is absent."""
    places = [found for n in range(MOST) if (found := _said(f"lookup{n}", form, _LOOKED))]
    gathered = _said("rollup", form, _GATHERED)
    if gathered.get("mode") == _MODES[0]:
        del gathered["mode"]
    every: Mapping[str, Any] = {"copy": form.get("copy", "").strip(), "rollup": gathered, "lookup": places}
    return {key: value for key, value in every.items() if value}


def section(scene: Scene, catalog: Catalog, thing: Object, form: Form) -> Section:
    """Return the inputs: one place to look more than there are."""
    known = sum(bool(form.get(f"lookup{n}_of", "")) for n in range(MOST))
    copied = replace(_text(form, "copy", scene.say("design.key_copy"), links.names_of(thing.name)),
                     hint=scene.say("design.hint_copy"))
    places = (each for n in range(min(known + 1, MOST)) for each in _looking(scene, catalog, thing, form, n))
    return Section(name="afar", label=scene.say("design.afar"), columns=4, hint=scene.say("design.afar_hint"),
                   settings=(copied, *_gathering(scene, catalog, thing, form), *places))


def _gathering(scene: Scene, catalog: Catalog, thing: Object, form: Form) -> Iterator[Setting]:
    """Yield the inputs of what is gathered from records that point here."""
    pointing = [(catalog.objects[owner], field) for owner, field in catalog.referrers.get(thing.name, ())]
    owners = {one.name: scene.label(one) for one, _ in pointing}
    ways = [(field, f"{scene.label(one)} › {scene.label(one.fields[field])}") for one, field in pointing
            if field in one.fields]
    yield _pick(scene, form, "rollup_of", list(owners.items()))
    yield _pick(scene, form, "rollup_via", list(dict(ways).items()))
    for key in ("take", "where", "order"):
        offers = links.names_of(form.get("rollup_of", ""), gathers=key == "take")
        yield replace(_text(form, f"rollup_{key}", scene.say(f"design.key_rollup_{key}"), offers), source="rollup_of",
                      hint=scene.say("design.hint_take") if key == "take" else "")
    yield line(scene, form, "rollup_mode", kind="select", choices=[
        ("" if each == _MODES[0] else each, scene.say(f"design.mode_{each}")) for each in _MODES])


def _looking(scene: Scene, catalog: Catalog, thing: Object, form: Form, n: int) -> Iterator[Setting]:
    """Yield the inputs of one place to look; the record at hand is called `this` there."""
    every = [(one.name, scene.label(one)) for one in catalog.objects.values() if one.parent is None]
    yield _pick(scene, form, f"lookup{n}_of", every, scene.say("design.key_lookup_of", n=n + 1))
    for key in ("where", "take", "order"):
        offers = links.names_of(form.get(f"lookup{n}_of", ""), this=thing.name)
        yield replace(_text(form, f"lookup{n}_{key}", scene.say(f"design.key_lookup_{key}", n=n + 1), offers),
                      source=f"lookup{n}_of", hint=scene.say("design.hint_where", name=thing.name)
                      if key == "where" and not n else "")


def _text(form: Form, name: str, label: str, offers: str) -> Setting:
    return Setting(name=name, label=label, value=form.get(name, ""), code=True, offers=offers)


def _pick(scene: Scene, form: Form, name: str, choices: list[tuple[str, str]], label: str = "") -> Setting:
    value = form.get(name, "")
    return Setting(name=name, label=label or scene.say(f"design.key_{name}"), value=value, kind="select",
                   choices=picked([("", scene.say("design.none")), *choices], value))


def _form(prefix: str, held: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, str]:
    return {f"{prefix}_{key}": ", ".join(held[key]) if key == "order" else str(held[key])
            for key in keys if key in held}


def _said(prefix: str, form: Form, keys: tuple[str, ...]) -> dict[str, Any]:
    texts = {key: form.get(f"{prefix}_{key}", "").strip() for key in keys}
    return {key: text.replace(",", " ").split() if key == "order" else text for key, text in texts.items() if text}
