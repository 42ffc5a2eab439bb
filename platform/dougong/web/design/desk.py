"""The designer's desk: an administrator's draft, the catalog it would make, and what would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import Any

import orjson

from dougong.catalog.layer import SITE
from dougong.catalog.model import Catalog, Object
from dougong.kernel.errors import Conflict, Missing, Refused
from dougong.records.definitions import defined, drafting, planning
from dougong.records.definitions.drafting import Draft
from dougong.records.definitions.planning import OPERATIONS, Foreseen, Wish
from dougong.records.named import titles
from dougong.records.reasons.effect import changed, of_roles
from dougong.web import links
from dougong.web.admin.effect import effect_lines
from dougong.web.design import form_layout
from dougong.web.design.plan_part import PlanPart, plan_part
from dougong.web.entry import screens
from dougong.web.record.fault import refusal_of
from dougong.web.scene import Scene

#: What a draft holds, in order.
Operations = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """`scene` stands on the catalog as the draft would make it: on the one in force where `faults` say why not."""

    shown: Scene
    scene: Scene
    draft: Draft
    foreseen: Foreseen | None = None
    faults: tuple[str, ...] = ()

    @property
    def plan(self) -> Mapping[str, Any]:
        """Return the plan as plain data; empty where there is none."""
        return self.foreseen.told(self.shown.lang, self.shown.context.catalog) if self.foreseen is not None else {}

    @property
    def catalog(self) -> Catalog:
        """Return the catalog as it would be."""
        return self.scene.context.catalog

    def object(self, name: str) -> Object:
        """Return an object as it would be; raises Missing."""
        found = self.catalog.objects.get(name)
        if found is None:
            raise Missing(object=name)
        return found


def desk_of(shown: Scene, *, aged: float = inf) -> Desk:
    """Return the desk of whoever is at the screen; a plan older than `aged` seconds is made anew, as rows change."""
    draft = drafting.draft_of(screens().runtime.jobs, shown.context.actor.id, shown.context.catalog.number)
    if draft.empty:
        return Desk(shown, shown, draft)
    try:
        found = _foreseen(shown, draft, aged)
    except (Refused, Conflict) as no:
        return Desk(shown, shown, draft, None, tuple(refusal_of(shown, no)))
    return Desk(shown, replace(shown, context=replace(shown.context, catalog=found.catalog)), draft, found)


def proposed(desk: Desk, operations: Iterable[Mapping[str, Any]]) -> Catalog:
    """Return the catalog as it would be with further operations, of which nothing is kept; raises Refused, Conflict."""
    fresh = tuple(operations)
    return _foreseen(desk.shown, desk.draft.stepped((*desk.draft.operations, *fresh))).catalog if fresh \
        else desk.catalog


def put(desk: Desk, operations: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Add operations to the draft; return why they cannot be, and then nothing is kept."""
    fresh = tuple(operations)
    return rewritten(desk, (*desk.draft.operations, *fresh)) if fresh else ()


def put_field(desk: Desk, thing: Object, name: str, said: Mapping[str, Any]) -> tuple[str, ...]:
    """Add a field behind the others to the draft, and to the end of the form: to the object's own definition while
    that is in the draft too; return why it cannot be."""
    return rewritten(desk, with_field(desk, thing, name, said))


def with_field(desk: Desk, thing: Object, name: str, said: Mapping[str, Any]) -> Operations:
    """Return the draft's operations with a field behind the others."""
    operations = list(desk.draft.operations)
    for n, one in enumerate(operations):
        if "add" in one and one["add"]["kind"] == "object" and one["add"]["name"] == thing.name:
            operations[n] = {"add": {**one["add"], "fields": {**one["add"].get("fields", {}), name: dict(said)}}}
            return tuple(operations)
    operations.append({"add": {"kind": "field", "object": thing.name, "name": name, **said}})
    if thing.fields:
        operations.append({"move": f"objects.{thing.name}.fields.{name}", "after": list(thing.fields)[-1]})
    return (*operations, *form_layout.shown_in(desk.scene, thing, name))


def taken_out(desk: Desk, place: int) -> tuple[str, ...]:
    """Take one operation out of the draft, of an addition all that is about what it added; return why it cannot be."""
    operations = desk.draft.operations
    gone = _added(operations[place]) if place < len(operations) else ""
    return rewritten(desk, tuple(one for n, one in enumerate(operations) if n != place and not (
        gone and (f"{_about(one)}.".startswith(f"{gone}.") or _shows(one, gone)))))


def rewritten(desk: Desk, operations: Operations) -> tuple[str, ...]:
    """Let the draft hold these operations; return why it cannot, and then it stays as it was."""
    if len(operations) > OPERATIONS:
        return (desk.shown.say("design.too_many", max=OPERATIONS),)
    return _kept(desk, desk.draft.stepped(operations))


def undone(desk: Desk) -> tuple[str, ...]:
    """Let the draft be what it was before its last step; return why it cannot."""
    return _kept(desk, desk.draft.undone())


def replaced(desk: Desk, files: Mapping[str, str] | None) -> tuple[str, ...]:
    """Let the draft begin with these files as all the site says, with those in force for None; return why it cannot."""
    return _kept(desk, replace(desk.draft, files=files, past=()))


def _kept(desk: Desk, draft: Draft) -> tuple[str, ...]:
    try:
        if not draft.empty:
            _foreseen(desk.shown, draft)
    except (Refused, Conflict) as no:
        return tuple(refusal_of(desk.shown, no))
    drafting.keep(screens().runtime.jobs, desk.shown.context.actor.id, draft)
    return ()


def discarded(desk: Desk) -> None:
    """Let the draft go."""
    drafting.discard(screens().runtime.jobs, desk.draft)


def published(desk: Desk, digest: str, agreed: planning.Agreed) -> int:
    """Put the draft in force as planned, and return the number then in force; raises Conflict, Refused."""
    if desk.foreseen is None:
        raise Refused
    number = planning.carried_out(screens().runtime, desk.shown.context, desk.foreseen, "", digest, agreed)
    discarded(desk)
    return number


def beside(desk: Desk, faults: Iterable[str] = ()) -> PlanPart | None:
    """Return what stands beside the work: the plan of the draft, nothing while it is empty."""
    if desk.draft.empty:
        return None
    return replace(plan_part(desk.scene, desk.plan, desk.draft, live=desk.shown.context.catalog,
                             faults=(*faults, *desk.faults), since=_since(desk)), effect=_effect(desk))


def _effect(desk: Desk) -> tuple[str, ...]:
    """Return who gains or loses what where the draft changes roles."""
    if not changed(desk.shown.context.catalog, desk.catalog):
        return ()
    return effect_lines(desk.shown, of_roles(desk.shown.context, desk.catalog), several=True)


def _added(one: Mapping[str, Any]) -> str:
    """Return the path of what an operation adds, "" when it adds no object and no field."""
    said = one.get("add", {})
    match said.get("kind"):
        case "object":
            return f"objects.{said['name']}"
        case "field":
            return f"objects.{said['object']}.fields.{said['name']}"
        case _:
            return ""


def _shows(one: Mapping[str, Any], path: str) -> bool:
    """Return whether an operation lets a form or list show the field at `path`."""
    name = path.rpartition(".")[2]
    return ".fields." in path and (one.get("insert") == name or str(one.get("move", "")).endswith(f".fields.{name}"))


def _about(one: Mapping[str, Any]) -> str:
    """Return the path of what an operation is about; of a view or an entry of the navigation, its object's."""
    said = one.get("add", {})
    if said.get("kind") in {"view", "menu"}:
        return f"objects.{said.get('object', said['name'])}"
    return _added(one) or str(one.get("into") or next(iter(one.values())))


def _since(desk: Desk) -> tuple[str, str]:
    """Return who published since the draft was begun, and where that is told; nothing when nobody did."""
    shown, number = desk.shown, desk.shown.context.catalog.number
    if desk.draft.base >= number:
        return "", ""
    found = defined.changed(shown.context.database, number + 1, 1)
    names = titles(shown.context, "user", (each["by"]["user"] for each in found))
    who = next((names.get(each["by"]["user"] or 0, "") for each in found), "")
    return (shown.say("design.since", n=number, who=who or shown.say("history.system"), base=desk.draft.base),
            links.definitions_of(number))


def _foreseen(shown: Scene, draft: Draft, aged: float = inf) -> Foreseen:
    """Return what a draft comes to: compiled once per catalog and process, planned anew once that has aged."""
    runtime, kept = screens().runtime, screens().foreseen
    key = (shown.context.catalog.number, orjson.dumps((draft.operations, draft.files)))
    known: Foreseen | None = kept.find(key)
    if known is not None and monotonic() - known.at < aged:
        return known
    made = planning.again(runtime, known) if known is not None else \
        planning.foreseen(runtime, _wish(shown, draft))
    kept.put(key, made)
    return made


def _wish(shown: Scene, draft: Draft) -> Wish:
    files: dict[str, str | None] = {}
    if draft.files is not None:
        files = {**dict.fromkeys(planning.site_files(screens().runtime)), **draft.files}
    return Wish({f"{SITE}/{path}": text for path, text in files.items()}, [dict(each) for each in draft.operations],
                shown.lang)
