"""What a draft would do, beside the work or on a page of its own: a card for each step, with what may be chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Catalog
from dougong.kernel.labels import enumerated
from dougong.kernel.labels import words as label
from dougong.records.definitions.drafting import Draft
from dougong.web import links
from dougong.web.design import choosing
from dougong.web.design.choosing import Choosing, Filling
from dougong.web.design.defined import SAFETY, Chip
from dougong.web.scene import Scene

#: What takes the files out of a draft that it begins with.
FILES: Final = "files"
#: Characters of SQL that are shown without being asked for.
SHORT: Final = 400
#: Databases by the names people know.
DATABASES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_DEGREES: Final = ("safe", "confirm", "destructive", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A value that cannot stay as it is: what stays of it, what is cut off, what becomes of it, on how many rows."""

    stays: str
    goes: str
    becomes: str
    rows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One step of a plan."""

    chip: Chip
    title: str
    sentence: str
    rows: str
    sql: str
    examples: tuple[Example, ...]
    dependants: str
    acknowledge: str
    icon: str
    #: The list of the records it is about, "" where there is none.
    href: str
    questions: tuple[Choosing, ...]
    filling: Filling | None
    #: Whether the SQL is short enough to stand open.
    opened: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One operation of the draft, in words."""

    index: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """What the draft would do. `digest` is "" when it cannot be published: `faults` say why. `since` tells that
    others published meanwhile."""

    chips: tuple[Chip, ...]
    cards: tuple[Card, ...]
    changes: tuple[Change, ...]
    digest: str
    made_for: str
    publish: str
    #: Where all the SQL is had as a file, "" where there is none, and in which database's words it is.
    sql: str
    database: str
    steps: str
    #: Whether the last step can be undone.
    undo: bool
    faults: tuple[str, ...] = ()
    since: str = ""
    since_href: str = ""
    #: Who gains or loses what, where it changes roles.
    effect: tuple[str, ...] = ()


def plan_part(scene: Scene, plan: Mapping[str, Any], draft: Draft, *,
              live: Catalog, faults: Iterable[str] = (), since: tuple[str, str] = ("", "")) -> PlanPart:
    """Return what the draft would do, step by step; `live` still knows what goes."""
    say, steps = scene.say, plan.get("steps", ())
    counted = [(each, sum(step["safety"] == each for step in steps)) for each in _DEGREES]
    refused = any(step["safety"] == "refused" for step in steps)
    return PlanPart(
        chips=tuple(Chip(f"{say(f'defined.{each}')} {n}", SAFETY[each]) for each, n in counted if n),
        cards=tuple(_card(scene, step, draft, live) for step in steps),
        changes=(*_imported(scene, draft),
                 *(Change(str(n), _told(scene, one)) for n, one in enumerate(draft.operations))),
        digest="" if refused else str(plan.get("digest", "")),
        made_for=say("design.made_for", n=plan["base"]) if plan else "",
        publish=say("design.publish", n=len(steps)),
        sql=links.Paths().plan_sql if any(_sql(step) for step in steps) else "",
        database=say("design.for_database", database=DATABASES[scene.context.database.dialect]),
        steps=say("design.steps", n=len(steps)) if steps else "", undo=bool(draft.past),
        faults=tuple(faults), since=since[0], since_href=since[1])


def _imported(scene: Scene, draft: Draft) -> tuple[Change, ...]:
    """Return the files a draft begins with as one change."""
    return () if draft.files is None else (Change(FILES, scene.say("design.said_files", n=len(draft.files))),)


def sql_of(scene: Scene, plan: Mapping[str, Any]) -> str:
    """Return all the SQL of a plan for the database in use, each step under what it says."""
    parts = [scene.say("design.sql_head", n=plan["base"], digest=plan["digest"][:12])] if plan else []
    for n, step in enumerate(plan.get("steps", ()), 1):
        parts.append(f"{n}. {scene.say('defined.' + step['safety'])}: {step['sentence']}")
        parts += [f"\n{sql};" for sql in _sql(step)]
    return "\n".join(line if part.startswith("\n") else f"-- {line}" for part in parts
                     for line in part.strip("\n").split("\n")) + "\n"


def _sql(step: Mapping[str, Any]) -> tuple[str, ...]:
    return (*step["ahead"], *step["sql"], *step["later"])


def _card(scene: Scene, step: Mapping[str, Any], draft: Draft, live: Catalog) -> Card:
    say, safety, subject = scene.say, step["safety"], step["subject"]
    sql, called = ";\n".join(_sql(step)), step["called"] or _called(scene, subject, live)
    return Card(chip=Chip(say(f"defined.{safety}"), SAFETY[safety]), icon=_ICONS.get(step["verb"], _SIGNS[safety]),
                rows=_rows(scene, step), sentence=step["sentence"], sql=sql,
                opened=len(sql) <= SHORT, title=say(f"design.step_{step['verb']}", what=called),
                examples=tuple(_example(scene, each) for each in step["values"]),
                href=_list(step, live), questions=choosing.questions(scene, step, draft.operations),
                filling=choosing.filling(scene, step),
                dependants=say("design.used_by", what=enumerated(step["used_by"], scene.lang))
                if step["used_by"] else "",
                acknowledge=say("design.acknowledge") if safety in {"confirm", "destructive"} else "")


def _rows(scene: Scene, step: Mapping[str, Any]) -> str:
    """Return how many rows a step touches: said also where it is none, unless it touches definitions only."""
    if step["binned"]:
        return scene.say("design.rows_binned", n=step["rows"], binned=step["binned"])
    return scene.say("defined.rows", n=step["rows"]) if step["rows"] or step["sql"] else ""


def _example(scene: Scene, value: Mapping[str, Any]) -> Example:
    """Return a value as it is shown: where only its end goes, that is struck out."""
    text, becomes, times = value["value"], value["becomes"], scene.say("defined.rows", n=value["times"])
    if not value["turned"]:
        return Example(stays=text, goes="", becomes="", rows=times)
    if becomes and text.startswith(becomes):
        return Example(stays=becomes, goes=text[len(becomes):], becomes="", rows=times)
    return Example(stays="", goes=text, becomes=becomes or scene.say("design.values_empty"), rows=times)


def _list(step: Mapping[str, Any], live: Catalog) -> str:
    """Return the list of the records that do not fit, where there are any."""
    name = step["subject"].partition(".")[0]
    return links.list_of(name) if step["rows"] and (step["rule"] or step["values"]) and name in live.objects else ""


def _called(scene: Scene, subject: str, live: Catalog) -> str:
    """Return what people call the subject of a step, its name where neither catalog has it."""
    name, _, rest = subject.partition(".")
    things = [each for each in (scene.context.catalog.objects.get(name), live.objects.get(name)) if each is not None]
    if not things:
        return "" if subject == "catalog" else subject
    field = next((each.fields[rest] for each in things if rest in each.fields), None)
    return f"{scene.label(things[0])} › {scene.label(field) if field else rest}" if rest else scene.label(things[0])


def _told(scene: Scene, one: Mapping[str, Any]) -> str:
    verb = next(each for each in ("add", "set", "unset", "insert", "move", "drop", "reset", "rename") if each in one)
    if verb == "add":
        body = one["add"]
        what = label(body["label"], scene.lang) if body.get("label") else ""
        name = ".".join(str(body[key]) for key in ("object", "name") if key in body)
        return scene.say(f"design.said_{body['kind']}", what=f"{what} {name}".strip())
    path = f"{one['into']}.{one[verb]}" if verb == "insert" else one[verb]
    to = one.get("to", "")
    words = to.get("label", to) if isinstance(to, Mapping) else str(to)
    value = words if isinstance(words, str) else label(words, scene.lang)
    return scene.say(f"design.said_{verb}", what=path) + (f": {value}" if value else "")


#: The sign of a step: of what it does, else of how safe it is.
_ICONS: Final = {"drop": "trash", "remove": "trash", "rename": "pencil"}
_SIGNS: Final = {"safe": "circle-check", "confirm": "alert-triangle", "destructive": "alert-triangle",
                 "refused": "ban"}
