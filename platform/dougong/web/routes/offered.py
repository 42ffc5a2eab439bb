"""What an expression may name, offered while it is typed: fields, paths through links, functions."""

from collections.abc import Iterator

from flask import Response, request

from dougong.catalog.model import Object
from dougong.expressions.functions import AGGREGATES
from dougong.kernel.kinds import Kind
from dougong.web.answer import fragment
from dougong.web.design import type_words
from dougong.web.desk import desk_of
from dougong.web.entry import screens
from dougong.web.match import cut
from dougong.web.routes.admin import administered
from dougong.web.routes.fragments import Option, Options
from dougong.web.scene import Scene

OFFERED = 12


def names(name: str) -> Response:
    """Return the names that continue what is typed: by name, or by label in the reader's language."""
    desk = desk_of(administered())
    path, _, typed = request.args.get("q", "").strip()[:200].rpartition(".")
    thing: Object | None = desk.object(name)
    for step in path.split(".") if path else ():
        thing = _next(desk.scene, thing, step)
    found = list(_fields(desk.scene, thing, f"{path}." if path else "", typed)) if thing is not None else []
    if not path:
        found += _functions(desk.scene, typed)
    prefix = request.args.get("prefix", "o")
    return fragment("options", Options(tuple(found[:OFFERED]), prefix, desk.shown.say("design.no_name")))


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
    for name in sorted({*AGGREGATES, *screens().runtime.registry.functions}):
        if typed and name.startswith(typed.lower()):
            yield Option(f"{name}(", f"{name}(", "", name[:len(typed)], f"{name[len(typed):]}()",
                         scene.say("design.function"))
