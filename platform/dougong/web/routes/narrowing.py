"""Narrowing a list: the editor of a condition, how many records one would leave, the address it leads to."""

from dataclasses import dataclass, replace

from flask import Response, request

from dougong.catalog.model import Field, Object
from dougong.kernel.alternatives import parted
from dougong.web import links
from dougong.web.answer import fragment
from dougong.web.entry import scene
from dougong.web.listing.asked import conditions
from dougong.web.listing.conditions import PARTS, Editor, counted, editor, known_fields, matching, written
from dougong.web.listing.filters import Pairs, first_of
from dougong.web.listing.frame import Kept
from dougong.web.listing.loosening import Way, loosened
from dougong.web.listing.taking import PARAMETER
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Matches:
    """How many records conditions leave, in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Loosened:
    """The way out of a list that shows nothing, alone."""

    way: Way | None


@dataclass(frozen=True, slots=True)
class Condition:
    """The editor of a condition alone; it reads like the page that holds it."""

    editor: Editor
    here: str
    kept: tuple[Kept, ...]
    q: str
    condition_url: str
    matches_url: str


def edited(shown: Scene, thing: Object) -> str:
    """Return the address of the list with a condition added or changed, or other columns chosen."""
    pairs = [pair for pair in pairs_asked() if pair[0] != "cursor"]
    names = [each for each in request.args.getlist("c.show") if shown.column(thing, each)]
    if names:
        others = [pair for pair in pairs if pair[0] not in {"fields", PARAMETER}]
        ways = [each for each in request.args.getlist("c.of") if each.removesuffix(")").partition("(")[2] in names]
        return links.list_of(thing.name, [*others, ("fields", ",".join(names)),
                                          *([(PARAMETER, ",".join(ways))] if ways else [])])
    was, said = request.args.get("c.was", ""), _written(shown, thing)
    if not was or said is None:
        return links.list_of(thing.name, [*pairs, said] if said else pairs)
    at = next((at for at, (name, text) in enumerate(pairs) if f"{name}={text}" == was), len(pairs))
    return links.list_of(thing.name, [*pairs[:at], said, *pairs[at + 1:]])


def condition(name: str) -> Response:
    """Return the editor of a condition that is there (`c.was`), or relation and value for the field just chosen."""
    shown, thing = scene(), scene().context.object(name)
    was, pairs = request.args.get("c.was", ""), pairs_asked()
    said, _, text = was.partition("=")
    group, bare = parted(said)
    path, _, op = bare.removesuffix("]").partition("[")
    others = _without(pairs, was)
    fields = known_fields(shown, thing, [])
    field = shown.column(thing, request.args.get("c.field", path)) or fields[0]
    same = field.name == path
    made = editor(shown, _with(fields, field), field, op or "eq" if same else "eq", text if same else "", was)
    made = replace(counted(shown, thing, made, field, conditions(
        [pair for pair in others if not group or parted(pair[0])[0] != group])),
                   match=matching(shown, thing, conditions([*others, (said, text)])) if same else "")
    model = Condition(made, links.list_of(name), tuple(Kept(*pair) for pair in pairs if pair[0] != "q"),
                      first_of(pairs, "q"),
                      links.condition(name, pairs), links.matches(name))
    return fragment("token" if "c.field" not in request.args else "condition", model)


def matches(name: str) -> Response:
    """Return how many records the list would have with the condition that is being typed."""
    shown, thing = scene(), scene().context.object(name)
    others, said = _without(pairs_asked(), request.args.get("c.was", "")), _written(shown, thing)
    return fragment("matches", Matches(matching(shown, thing, conditions([*others, *([said] if said else [])]))))


def loosen(name: str) -> Response:
    """Return the list without the one condition that hides most of it; nothing where no single one does."""
    shown, thing = scene(), scene().context.object(name)
    return fragment("loosened", Loosened(loosened(shown, thing, pairs_asked())))


def pairs_asked() -> list[tuple[str, str]]:
    """Return the parameters of the address, without those of a form and what was just done."""
    return [pair for pair in request.args.items(multi=True) if pair[0] not in {*PARTS, "done"}]


def _without(pairs: Pairs, was: str) -> list[tuple[str, str]]:
    """Return the parameters without the first that is `was`, and without the place in the pages."""
    found = [pair for pair in pairs if pair[0] != "cursor"]
    at = next((at for at, (name, text) in enumerate(found) if f"{name}={text}" == was), len(found))
    return [*found[:at], *found[at + 1:]]


def _with(fields: tuple[Field, ...], field: Field) -> tuple[Field, ...]:
    """Return the fields, with the one at hand where it is reached through a link."""
    return fields if any(each.name == field.name for each in fields) else (field, *fields)


def _written(shown: Scene, thing: Object) -> tuple[str, str] | None:
    """Return the parameter the editor's form stands for, in the group of the one whose place it takes."""
    said = written(shown, thing, request.args)
    return None if said is None else (f"{parted(request.args.get('c.was', ''))[0]}{said[0]}", said[1])
