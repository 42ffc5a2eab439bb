"""What an expression may name, offered while it is typed: fields, paths through links, functions."""

from collections.abc import Iterator

from flask import Response, request

from dougong.catalog.model import Object
from dougong.catalog.setting import COMPANY, EXTRA, holder
from dougong.expressions.functions import AGGREGATES, SHARE
from dougong.kernel.kinds import Kind
from dougong.web.answer import fragment
from dougong.web.design.desk import desk_of
from dougong.web.design.object import type_words
from dougong.web.entry import screens
from dougong.web.match import cut
from dougong.web.routes.admin import administered
from dougong.web.routes.fragments import Option, Options
from dougong.web.scene import Scene

OFFERED = 12
#: What the record at hand is called where others are looked through.
THIS = "this"
#: What only a rollup takes.
GATHERS = "latest"


def names(name: str) -> Response:
    """Return the names that continue what is typed: by name, or by label in the reader's language. `this` names the
    object of the record at hand, where others are looked through; `of=setting` asks for settings."""
    desk = desk_of(administered())
    typed, at_hand = request.args.get("q", "").strip()[:200], request.args.get("this", "")
    thing = desk.object(name)
    if request.args.get("of") == "setting":
        found = list(_settings(desk.scene, typed))
    else:
        found = list(_named(desk.scene, thing, desk.object(at_hand) if at_hand else None, typed))
    prefix = request.args.get("prefix", "o")
    return fragment("options", Options(tuple(found[:OFFERED]), prefix, desk.shown.say("design.no_name")))


def _named(scene: Scene, thing: Object | None, at_hand: Object | None, typed: str) -> Iterator[Option]:
    path, _, word = typed.rpartition(".")
    steps = path.split(".") if path else []
    if at_hand is not None and steps[:1] == [THIS]:
        thing, steps = at_hand, steps[1:]
    for step in steps:
        thing = _next(scene, thing, step)
    if thing is not None:
        yield from _fields(scene, thing, f"{path}." if path else "", word)
    if not path:
        yield from _functions(scene, word)
    if not path and at_hand is not None and THIS.startswith(word.lower()):
        yield Option(f"{THIS}.", f"{THIS}.", "", word, THIS[len(word):], scene.label(at_hand))


def _settings(scene: Scene, typed: str) -> Iterator[Option]:
    """Yield the settings whose name begins as typed, or whose label holds it: as `setting("…")` names them."""
    catalog = scene.context.catalog
    for one in catalog.objects.values():
        group = COMPANY if one.name == COMPANY else next((each["name"] for each in one.extra.get(EXTRA, ())), "")
        for field in one.fields.values() if group else ():
            word, label = f"{group}.{field.name}", scene.label(field)
            if holder(word) is not None and (word.startswith(typed.lower()) or (typed and cut(label, typed)[1])):
                at = len(typed) if word.startswith(typed.lower()) else 0
                yield Option(word, word, "", word[:at], word[at:], f"{scene.label(one)} · {label}")


def _next(scene: Scene, thing: Object | None, step: str) -> Object | None:
    """Return the object one step of a path leads to."""
    if step == "me":
        return scene.context.catalog.objects.get("user")
    field = thing.field(step) if thing is not None else None
    targets = field.type.targets(field) if field is not None and field.type.kind in {Kind.LINK, Kind.ROWS} else ()
    return scene.context.catalog.objects.get(targets[0]) if len(targets) == 1 else None


def _fields(scene: Scene, thing: Object, before: str, typed: str) -> Iterator[Option]:
    fields = [field for name in (*thing.fields, *thing.system) if (field := thing.field(name)) is not None]
    fit = [(field, scene.label(field)) for field in fields if field.name != "title_key" and
           (field.name.startswith(typed.lower()) or (typed and cut(scene.label(field), typed)[1]))]
    for field, label in sorted(fit, key=lambda each: not each[0].name.startswith(typed.lower())):
        at = len(typed) if field.name.startswith(typed.lower()) else 0
        yield Option(f"{before}{field.name}", f"{before}{field.name}", "", field.name[:at], field.name[at:],
                     f"{label} · {type_words(scene, field.type.key)}")


def _functions(scene: Scene, typed: str) -> Iterator[Option]:
    more = {GATHERS} if request.args.get("gathers") else set()
    for name in sorted({*AGGREGATES, SHARE, *more, *screens().runtime.registry.functions}):
        if typed and name.startswith(typed.lower()):
            yield Option(f"{name}(", f"{name}(", "", name[:len(typed)], f"{name[len(typed):]}()",
                         scene.say("design.function"))
