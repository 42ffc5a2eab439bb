"""The filter of a list, read aloud as it is written: field, phrase, value, and the address without it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dougong.catalog.model import Field, Object
from dougong.catalog.phrase.told import condition_phrase
from dougong.fields.periods import PERIODS
from dougong.kernel.alternatives import parted
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import enumerated
from dougong.kernel.labels import words as label
from dougong.kernel.number import whole_number
from dougong.web import links
from dougong.web.cell import shown, unseen
from dougong.web.known import value_of
from dougong.web.listing.alternatives import Groups, apart, turned, without
from dougong.web.pointed import WIDGET, title
from dougong.web.scene import Scene

Pairs = Sequence[tuple[str, str]]

#: Parameters that are no conditions.
OTHER = frozenset("limit cursor sort fields expand q count titles archived".split())
ORDER = ("eq", "ne", "like", "starts", "gte", "lte", "gt", "lt", "has", "in", "nin", "null", "during")
_DATES = {"lt": "before", "gt": "after", "gte": "from", "lte": "until"}


@dataclass(frozen=True, slots=True)
class Token:
    """One condition in words; `without` is the list's address when it goes, `edit` its editor, "" for an expression.
    `joined` is "and" or "or" as it is joined to the one before, `turned` the address with the other of them; a group of
    which one must hold `opens` and `closes`."""

    field: str
    operator: str
    value: str
    without: str
    remove_label: str
    edit: str = ""
    joined: str = ""
    turned: str = ""
    opens: bool = False
    closes: bool = False


def tokens(scene: Scene, thing: Object, pairs: Pairs) -> tuple[Token, ...]:
    """Return the conditions among the parameters of a list's address."""
    groups = apart([pair for pair in pairs if is_condition(pair[0])])
    return tuple(_token(scene, thing, pairs, groups, (at, place))
                 for at, each in enumerate(groups) for place in range(len(each)))


def is_condition(name: str) -> bool:
    """Return whether a parameter of a list's address is a condition."""
    return name not in OTHER and not name.startswith("_") and name != "view"


def phrase(scene: Scene, field: Field | None, operator: str) -> str:
    """Return an operator as it is said of a field: dates are before and after, numbers below and above."""
    if field is not None and field.type.kind in {Kind.DATE, Kind.MOMENT} and operator in _DATES:
        return scene.say(f"filter.{_DATES[operator]}")
    return scene.say(f"filter.op_{operator}")


def filterable(scene: Scene, thing: Object) -> tuple[Field, ...]:
    """Return the fields conditions may be put on."""
    return tuple(field for field in scene.fields(thing) if field.type.operators and field.type.storage == "columns")


def _token(scene: Scene, thing: Object, pairs: Pairs, groups: Groups, spot: tuple[int, int]) -> Token:
    at, place = spot
    others, several = [pair for pair in pairs if not is_condition(pair[0])], len(groups[at]) > 1
    turns = turned(groups, at, place)
    made = _said(scene, thing, pairs, groups[at][place])
    return replace(
        made, without=links.list_of(thing.name, [*others, *without(groups, at, place)]),
        joined="or" if place else "and" if at else "", opens=several and not place,
        turned="" if turns is None else links.list_of(thing.name, [*others, *turns]),
        closes=several and place == len(groups[at]) - 1)


def _said(scene: Scene, thing: Object, pairs: Pairs, pair: tuple[str, str]) -> Token:
    """Return a condition in words, with its editor."""
    name, text = pair
    if name == "where":
        said = scene.say("filter.expression")
        asked = condition_phrase(scene.context.catalog, thing, text, scene.lang)
        return Token(said, "", asked, "", scene.say("filter.remove", field=said))
    path, _, operator = parted(name)[1].rstrip("]").partition("[")
    field, named = _walk(scene, thing, path)
    if (operator or "eq") == "null":
        filled = text.lower() in {"0", "false", "no"}
        said, value = scene.say("filter.filled" if filled else "filter.empty"), ""
    else:
        said, value = phrase(scene, field, operator or "eq"), _value(scene, field, operator, text)
    edit = links.condition(thing.name, [*pairs, ("c.was", f"{name}={text}")]) if field is not None else ""
    return Token(named, said, value, "", scene.say("filter.remove", field=named), edit)


def _walk(scene: Scene, thing: Object, path: str) -> tuple[Field | None, str]:
    """Return the field at the end of a dotted path and the path in words: 客户 › 等级."""
    named: list[str] = []
    field: Field | None = None
    for part in path.split("."):
        field = scene.field(thing, part)
        named.append(scene.label(field) if field else part)
        targets = field.type.targets(field) if field else ()
        thing = scene.context.catalog.objects[targets[0]] if targets else thing
    return field, " › ".join(named)


def first_of(pairs: Pairs, name: str) -> str:
    """Return what an address says first under a name, "" where it says nothing."""
    return next((text for key, text in pairs if key == name), "")


def _value(scene: Scene, field: Field | None, operator: str, text: str) -> str:
    if operator == "during" and text in PERIODS:
        return scene.say(f"period.{text}")
    if field is None or operator in {"like", "starts"}:
        return text
    several = text.split(",") if operator in {"in", "nin"} else [text]
    return enumerated((one(scene, field, each) for each in several), scene.lang)


def one(scene: Scene, field: Field, text: str) -> str:
    """Return one value of a condition as people read it."""
    if field.type.kind is Kind.FLAG:
        return field.type.show(field, text == "true", scene.lang)
    if field.type.kind in {Kind.LINK, Kind.SET}:
        named = {option.name: label(option.label, scene.lang) for option in field.type.choices(field)}
        targets = field.type.targets(field)
        number = whole_number(text) if len(targets) == 1 else None
        return named.get(text) or (text if number is None else title(scene, targets[0], number) or unseen(scene))
    if field.type.widget == WIDGET:
        name, _, told = text.partition(" ")
        number = whole_number(told)
        return unseen(scene) if number is None else title(scene, name, number) or unseen(scene)
    return shown(scene, field, value_of(field, text)) or text
