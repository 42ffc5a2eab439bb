"""Expressions of a definition tried out on a record the administrator chooses: what they give, or what is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dougong.catalog.linking.scope import World
from dougong.catalog.model import Catalog, Object
from dougong.kernel.errors import AppError, Missing
from dougong.kernel.messages import say
from dougong.kernel.number import whole_number
from dougong.records import reading
from dougong.records.console import try_out
from dougong.records.lists.query import Query
from dougong.records.lists.where import visible_world
from dougong.records.named import heading
from dougong.web import links
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, Trial

#: What the input of the record is called: its id, what is typed, what it said when it was chosen.
RECORD = "_record"


def trial_of(shown: Scene, thing: Object, form: Form) -> Trial | None:
    """Return the choice of a record; None while the object is not in force and has none."""
    if thing.name not in shown.context.catalog.objects:
        return None
    number, text = chosen(shown, thing, form)
    return Trial(url=links.pick(thing.name), list_href=links.list_of(thing.name),
                 number=str(number) if number else "", text=text)


def tried(shown: Scene, catalog: Catalog, thing: Object, form: Form, sections: Iterable[Section]) -> Iterator[Section]:
    """Yield the sections with what each expression gives for the chosen record, or for an empty one."""
    world = visible_world(catalog, shown.context.actor.policy)
    number = chosen(shown, thing, form)[0] if thing.name in shown.context.catalog.objects else None
    for section in sections:
        yield replace(section, settings=tuple(_tried(shown, world, thing, number, each) for each in section.settings))


def _tried(shown: Scene, world: World, thing: Object, number: int | None, asked: Setting) -> Setting:
    text = asked.value.strip()
    if not asked.names or not text or (asked.name == "default" and not text.startswith("=")):
        return asked
    try:
        found = try_out(shown.context, text.removeprefix("="), thing.name, number, world)
    except AppError as error:
        return replace(asked, gives=told(shown, error), wrong=True)
    return replace(asked, gives=shown.say("design.gives", value=_spoken(shown, found.text)))


def _spoken(shown: Scene, text: str) -> str:
    """Return a value of the language in words, where it has words."""
    known: Mapping[str, str] = {"true": shown.say("defined.yes"), "false": shown.say("defined.no"),
                                "null": shown.say("admin.null")}
    return known.get(text, text)


def told(shown: Scene, error: AppError) -> str:
    """Return why an expression cannot be asked, in a line."""
    each = next(iter(error.errors), None)
    return say(each.code, shown.lang, **each.params) if each else say(error.code, shown.lang, **error.params)


def chosen(shown: Scene, thing: Object, form: Form) -> tuple[int | None, str]:
    """Return the record chosen in a form and its title: picked, typed as a number, or the first that fits what was
    typed; (None, "") for none."""
    text, was, picked = (form.get(f"{RECORD}{end}", "").strip() for end in ("", ".was", ".id"))
    if not text:
        return None, ""
    number = whole_number(picked if text == was else text.removeprefix("#"))
    if number is not None:
        try:
            row = reading.read(shown.context, thing.name, number, titles=True)
            return number, heading(row)
        except Missing:
            return None, ""
    asked = Query(object=thing.name, q=text[:200], sort=thing.order, limit=1, fields=("id", "title"))
    rows = reading.select(shown.context, asked).rows
    return (int(rows[0]["id"]), heading(rows[0])) if rows else (None, "")
