"""Roles: what several packs say of one role comes together, its conditions read over each object they are about."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dougong.catalog.linking.bind import Binder
from dougong.catalog.model import Expression, Grant, Object, Role
from dougong.catalog.reading.document import Document
from dougong.catalog.setting import COMPANY
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import Label

#: What stands for every object, and for every class of confidential fields.
ALL = "all"


def roles(binder: Binder) -> dict[str, Role]:
    """Return every role by name, the lowest pack's words first; of two grants of one name the upper is a fault the
    checks tell of."""
    found: dict[str, Role] = {}
    for document in binder.draft.roles:
        name, label = str(document.body["name"]), _label(binder, document)
        before = found.get(name)
        found[name] = Role(
            name=name, pack=before.pack if before else document.pack,
            label=MappingProxyType({**label, **(before.label if before else {})}),
            administrator=bool(document.body.get("administrator")) or bool(before and before.administrator),
            includes=(*(before.includes if before else ()), *document.body.get("includes", ())),
            grants=(*(before.grants if before else ()), *_grants(binder, document)))
    return found


def is_company_s(object: Object) -> bool:
    """Return whether records of the object say in a field of that name which company they are of."""
    field = object.fields.get(COMPANY)
    return field is not None and field.stored and field.type.targets(field) == (COMPANY,)


def closed(known: Mapping[str, Role], names: frozenset[str]) -> frozenset[str]:
    """Return these roles and all they include, over however many steps."""
    found: set[str] = set()
    left = [name for name in names if name in known]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left.extend(each for each in known[name].includes if each in known)
    return frozenset(found)


def _grants(binder: Binder, document: Document) -> tuple[Grant, ...]:
    return tuple(_grant(binder, document, name, body) for name, body in document.body.get("grants", {}).items())


def _grant(binder: Binder, document: Document, name: str, body: Mapping[str, Any]) -> Grant:
    on = None if body["on"] == ALL else tuple(body["on"])
    show = body.get("show", ())
    return Grant(name=name, pack=document.pack, on=on, may=frozenset(body["may"]), scope=body["scope"],
                 where=MappingProxyType(_where(binder, document, name, body)), condition=body.get("where"),
                 fields=MappingProxyType(dict(body.get("fields", {}))), others=body.get("others", "edit"),
                 show=None if show == ALL else frozenset(show), do=_do(body.get("do")))


def _do(said: str | list[str] | None) -> frozenset[str] | None:
    return None if said is None else frozenset((ALL,) if said == ALL else said)


def _where(binder: Binder, document: Document, name: str, body: Mapping[str, Any]) -> dict[str, Expression]:
    """Return the condition as read over each object it is about; what is no object is told elsewhere."""
    if "where" not in body:
        return {}
    where = document.at("grants", name, "where")
    objects = binder.draft.objects
    named = objects if body["on"] == ALL else body["on"]
    read = ((each, binder.reader.read(body["where"], each, Kind.FLAG, where, f"where of {name}"))
            for each in named if each in objects and "parent" not in objects[each].body)
    return {each: expression for each, expression in read if expression is not None}


def _label(binder: Binder, document: Document) -> Label:
    language = binder.draft.packs[document.pack].language
    path = f"roles.{document.body['name']}.label"
    return binder.draft.words.label(document.body.get("label"), language, path)
