"""The editor of one condition: field, relation, values with how many records have each, and what it would leave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.fields.periods import PERIODS
from dougong.fields.refusals import Unclear
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.labels import words as label
from dougong.kernel.spelling import spelled
from dougong.records import reading
from dougong.records.lists.query import Query, query_of
from dougong.records.lists.summary import Asked, groups_by, summary
from dougong.web.listing.filters import ORDER, Pairs, filterable, one, phrase
from dougong.web.pointed import WIDGET, anywhere
from dougong.web.record.inputs import Choice
from dougong.web.scene import Scene
from dougong.web.words import words

#: What the form of the editor sends; a redirect turns it into a parameter of the list.
PARTS = ("c.field", "c.op", "c.value", "c.show", "c.of", "c.was")
TEXTUAL = frozenset({"like", "starts", "null"})
SEVERAL = {"eq": "in", "ne": "nin"}
COMMON = 5
DATES = frozenset({Kind.DATE, Kind.MOMENT})
#: The periods offered first; others are typed.
COMMON_PERIODS = ("today", "this_week", "this_month", "last_30_days", "last_month", "this_year")


@dataclass(frozen=True, slots=True)
class Valued:
    """A value one may choose; `count` says how many records have it."""

    value: str
    label: str
    count: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A condition being written; `was` is the parameter it takes the place of, `prefix` makes its ids."""

    prefix: str
    was: str
    fields: tuple[Choice, ...]
    operators: tuple[Choice, ...]
    options: tuple[Valued, ...] = ()
    common: tuple[Valued, ...] = ()
    value: str = ""
    ticks: bool = True
    match: str = ""


def editor(scene: Scene, fields: Sequence[Field], chosen: Field, op: str = "eq", value: str = "",
           was: str = "") -> Editor:
    """Return the editor of a condition on `chosen`, one of `fields`."""
    name = {"in": "eq", "nin": "ne", "during": "eq"}.get(op, op)
    known = [each for each in ORDER if each in chosen.type.operators and each not in {"in", "nin", "during"}]
    options = values(scene, chosen, value.split(",") if value else [])
    shown = "" if options or not value else _said(scene, chosen, op, value)
    return Editor(prefix="e" if was else "c", was=was, options=options, value=shown,
                  ticks=chosen.type.kind is not Kind.FLAG,
                  fields=tuple(Choice(each.name, scene.label(each), each.name == chosen.name) for each in fields),
                  operators=tuple(Choice(each, phrase(scene, chosen, each), each == name) for each in known))


def _said(scene: Scene, field: Field, op: str, value: str) -> str:
    """Return the value of a condition as it is typed."""
    if op == "during" and value in PERIODS:
        return scene.say(f"period.{value}")
    return value if op in TEXTUAL else "、".join(one(scene, field, each) for each in value.split(","))


def values(scene: Scene, field: Field, chosen: Sequence[str]) -> tuple[Valued, ...]:
    """Return the values of a field where they are listed, those chosen marked."""
    if field.type.kind is Kind.FLAG:
        return tuple(Valued(text, field.type.show(field, flag, scene.lang), chosen=text in chosen)
                     for text, flag in (("true", True), ("false", False)))
    return tuple(Valued(option.name, label(option.label, scene.lang) or option.name, chosen=option.name in chosen)
                 for option in field.type.choices(field))


def counted(scene: Scene, thing: Object, made: Editor, field: Field, others: Pairs) -> Editor:
    """Return the editor with how many of the other conditions' records have each value, and the commonest values."""
    if field.type.kind in DATES:
        said = (scene.say(f"period.{each}") for each in COMMON_PERIODS)
        return replace(made, common=tuple(Valued(text, text) for text in said))
    if not groups_by(field):
        return made
    found = summary(scene.context, Asked(
        query=query_of(scene.context, thing, others), by=(field.name,), titles=True, largest=True,
        limit=60 if made.options else COMMON + 1))
    counts = {str(group.by[field.name]).lower() if isinstance(group.by[field.name], bool) else group.by[field.name]:
              f"{group.of['count()']:,}" for group in found.groups}
    if made.options:
        return replace(made, options=tuple(replace(each, count=counts.get(each.value, "0")) for each in made.options))
    titles = {group.by[field.name]: group.titles.get(field.name, "") for group in found.groups}
    named = {value: titles[value] or one(scene, field, str(value)) for value in counts if value is not None}
    common = tuple(Valued(text, text, counts[value]) for value, text in named.items())
    return replace(made, common=common[:COMMON])


def matching(scene: Scene, thing: Object, pairs: Pairs) -> str:
    """Return how many records the conditions leave, in words."""
    asked = replace(query_of(scene.context, thing, pairs), fields=("id",), limit=1, count="capped", sort=("id",))
    found = reading.select(scene.context, asked)
    return scene.say("filter.matches", n=f"{found.count:,}{'+' if found.capped else ''}")


def written(scene: Scene, thing: Object, sent: Any) -> tuple[str, str] | None:
    """Return the parameter a form of the editor stands for, None where it says nothing."""
    field, op = scene.column(thing, sent.get("c.field", "")), sent.get("c.op", "eq")
    if field is None or op not in field.type.operators:
        return None
    texts = [text for text in sent.getlist("c.value") if text.strip()]
    if op == "null":
        return f"{field.name}[null]", "true"
    if len(texts) == 1 and op == "eq" and field.type.kind in DATES and (period := _period(texts[0])):
        return f"{field.name}[during]", period
    if len(texts) == 1 and op in SEVERAL and not field.type.choices(field) and "、" in texts[0]:
        texts = [each for each in texts[0].split("、") if each.strip()]
    if len(texts) > 1:
        op = SEVERAL.get(op, op)
    known = filter(None, (understood(scene, field, op, text) for text in texts))
    value = ",".join(known)
    return (field.name if op == "eq" else f"{field.name}[{op}]", value) if value else None


def _period(text: str) -> str | None:
    """Return the period typed by its name or as any language calls it, None for something else."""
    typed = text.strip().casefold()
    return next((each for each in PERIODS if typed == each
                 or typed in {words(lang)(f"period.{each}").casefold() for lang in LANGUAGES}), None)


def understood(scene: Scene, field: Field, op: str, text: str) -> str:
    """Return what was typed as the API would send it: 1.2万 becomes 12000, 7-29 a whole date, a title its id."""
    if op in TEXTUAL or field.type.kind in {Kind.SET, Kind.TEXT}:
        return text.strip()
    try:
        sent = field.type.parse(field, text, scene.context.today, scene.zone)
    except Unclear:
        return _by_title(scene, field, text) or text.strip()
    return "" if sent is None else spelled(sent)


def known_fields(scene: Scene, thing: Object, named: Sequence[str]) -> tuple[Field, ...]:
    """Return the fields conditions may be put on, those a view names first."""
    found = filterable(scene, thing)
    return tuple(sorted(found, key=lambda field: named.index(field.name) if field.name in named else len(named)))


def _by_title(scene: Scene, field: Field, text: str) -> str:
    targets = field.type.targets(field)
    if field.type.widget == WIDGET:
        hits = anywhere(scene, field, text, COMMON)
        best = [hit for hit in hits if hit.title == text.strip()] or hits
        return f"{best[0].object} {best[0].id}" if best else ""
    if len(targets) != 1:
        return ""
    asked = Query(object=targets[0], q=text.strip(), limit=COMMON, fields=("id", "title"))
    found = reading.select(scene.context, asked).rows
    exact = [row for row in found if row.get("title") == text.strip()]
    return str((exact or found)[0]["id"]) if found else ""
