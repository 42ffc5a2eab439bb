"""Fourth stage: names become what they name. Every object gets its types, expressions, order and places."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

from dougong.catalog.linking import acting, bind, layout, roles, workflows
from dougong.catalog.linking.bind import Binder
from dougong.catalog.linking.derive import Derived, derive
from dougong.catalog.linking.draft import Draft, RawObject
from dougong.catalog.linking.express import Reader
from dougong.catalog.linking.parts import PatternError, number_parts, title_parts
from dougong.catalog.linking.scope import World
from dougong.catalog.linking.world import systems, world
from dougong.catalog.model import Data, Field, MenuGroup, Numbering, Object, Pack, Role, Sample, View
from dougong.catalog.registry import Registry
from dougong.catalog.setting import EXTRA, ICON
from dougong.catalog.states import Workflow
from dougong.catalog.uids import Uids
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import Label


@dataclass(frozen=True, slots=True)
class Linked:
    """Everything linked, not yet checked or frozen; the checks also see how it was written."""

    draft: Draft
    registry: Registry
    world: World
    derived: Derived
    packs: Mapping[str, Pack]
    objects: Mapping[str, Object]
    views: Mapping[str, View]
    menu: tuple[MenuGroup, ...]
    data: tuple[Data, ...]
    roles: Mapping[str, Role]


def link(draft: Draft, registry: Registry, uids: Mapping[str, str]) -> Linked:
    """Return the definitions linked; what leads nowhere goes to the report, and the checks tell more."""
    system = systems(draft, registry)
    names = world(draft, registry, system)
    reader = Reader(draft, registry, names)
    derived = derive(draft, names, reader)
    binder = Binder(draft, names, reader, derived, Uids(uids), registry)
    owners = _owners(draft, names)
    flows = workflows.workflows(binder)
    objects = {name: _object(binder, raw, system[name], owners.get(name), flows.get(name))
               for name, raw in draft.objects.items()}
    return Linked(draft, registry, names, derived, _packs(draft), objects, layout.views(binder),
                  layout.menu(binder, objects), _data(draft), roles.roles(binder))


def _packs(draft: Draft) -> dict[str, Pack]:
    return {name: Pack(name=name, label=_label(draft, raw.body, "label", raw.language, f"packs.{name}"),
                       version=raw.body["version"], requires=tuple(raw.body.get("requires", ())),
                       language=raw.language, prefix=raw.body.get("prefix"))
            for name, raw in draft.packs.items()}


def _label(draft: Draft, body: Mapping[str, Any], key: str, language: str, path: str) -> Label:
    return MappingProxyType(dict(draft.words.label(body.get(key), language, f"{path}.{key}")))


def _owners(draft: Draft, names: World) -> dict[str, str]:
    """Return the field that holds the lines, by line object; the first of several (a check tells of the others)."""
    found: dict[str, str] = {}
    for name, raw in draft.objects.items():
        for field in raw.fields:
            typed = names[name][field]
            if typed.type.kind is Kind.ROWS:
                child = typed.targets()[0]
                if child in draft.objects and draft.objects[child].body.get("parent") == name:
                    found.setdefault(child, field)
    return found


def _object(binder: Binder, raw: RawObject, system: Mapping[str, Field], holder: str | None,
            workflow: Workflow | None) -> Object:
    draft, body = binder.draft, raw.body
    language, path = draft.packs[raw.pack].language, f"objects.{raw.name}"
    label = _label(draft, body, "label", language, path)
    plural = _label(draft, body, "plural", language, path)
    fields = bind.fields(binder, raw)
    numbering = _numbering(draft, raw)
    former = body.get("was")
    return Object(
        name=raw.name, uid=binder.uids.of(path, *((f"objects.{former}",) if former else ())), pack=raw.pack,
        label=label, plural=MappingProxyType({**label, **plural}), fields=MappingProxyType(fields), system=system,
        title=_title(draft, raw, fields), parent=body.get("parent"), parent_field=holder,
        icon=body.get("icon", ICON if EXTRA in raw.extra else "table"), number=numbering,
        checks=bind.checks(binder, raw), uniques=bind.uniques(binder, raw),
        history=body.get("history", "all") == "all", access=body.get("access", "user"),
        search=body.get("search", True), merge=body.get("merge", False),
        order=tuple(body.get("order", ("-id",) if "parent" not in body else ("line_no",))),
        workflow=workflow, computed=_computed(binder, raw.name, fields), rules=acting.rules(binder, raw.name),
        ruled=acting.ruled(binder, fields),
        extra=MappingProxyType(dict(raw.extra)),
    )


def _computed(binder: Binder, name: str, fields: Mapping[str, Field]) -> tuple[tuple[str | None, str], ...]:
    """Return the stored formulas of a record and of its lines, each after what it reads."""
    holders: dict[str, str | None] = {name: None}
    holders |= {field.type.targets(field)[0]: field.name for field in fields.values() if field.type.kind is Kind.ROWS}
    found = [(place, holder, field) for owner, holder in holders.items()
             for place, field in binder.derived.stored.get(owner, ())]
    return tuple((holder, field) for _, holder, field in sorted(found, key=itemgetter(0)))


def _title(draft: Draft, raw: RawObject, fields: Mapping[str, Field]) -> tuple[Any, ...]:
    """Return the parts of the title: as written, or the number, the name, the code, or the first text."""
    text = raw.body.get("title")
    if text is None and EXTRA in raw.extra:
        return (str(_label(draft, raw.body, "label", draft.packs[raw.pack].language, "").get(
            draft.packs[raw.pack].language, raw.name)),)
    if text is not None:
        try:
            return title_parts(text)
        except PatternError as error:
            draft.report.add(raw.where / "title", "M307", str(error))
    if "number" in raw.body and "name" not in fields:
        return (("field", "number"),)
    usual = next((name for name in ("name", "code") if name in fields), None)
    first = usual or next((n for n, f in fields.items() if f.stored and f.type.kind is Kind.TEXT), None)
    return (("field", first or "id"),)


def _numbering(draft: Draft, raw: RawObject) -> Numbering | None:
    body = raw.body.get("number")
    if body is None:
        return None
    try:
        parts = number_parts(body["pattern"])
    except PatternError as error:
        draft.report.add(raw.where / "number" / "pattern", "M309", str(error))
        parts = (("seq", 1),)
    return Numbering(pattern=body["pattern"], parts=parts, take=body.get("take", "create"),
                     gapless=body.get("gapless", False))


_SAMPLES: Final[Mapping[bool | str, Sample | None]] = {False: None, True: "few", "company": "company"}


def _data(draft: Draft) -> tuple[Data, ...]:
    return tuple(Data(name=document.body["name"], pack=document.pack, object=document.body["object"],
                      records=tuple(document.body.get("records", ())), table=document.body.get("table"),
                      sample=_SAMPLES[document.body.get("sample", False)])
                 for document in draft.data)
