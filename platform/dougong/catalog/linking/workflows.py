"""Workflows: states and transitions as written become those of their object."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dougong.catalog.linking.bind import Binder
from dougong.catalog.linking.giving import Writer, given
from dougong.catalog.reading.document import Document
from dougong.catalog.rule import Given
from dougong.catalog.states import FIELD, Lock, State, Transition, Workflow
from dougong.kernel.errors import NOTHING
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import Label


def workflows(binder: Binder) -> dict[str, Workflow]:
    """Return the workflow of each object that has one; of two for one object the first (a check tells of the other)."""
    found: dict[str, Workflow] = {}
    for document in binder.draft.workflows.values():
        if document.body["object"] in binder.draft.objects:
            found.setdefault(document.body["object"], _workflow(binder, document))
    return found


def _workflow(binder: Binder, document: Document) -> Workflow:
    body = document.body
    path = f"workflows.{body['name']}"
    return Workflow(
        name=body["name"], uid=binder.uids.of(path), pack=document.pack, object=body["object"],
        field=body.get("field", FIELD),
        states=MappingProxyType({name: _state(binder, path, name, said or {})
                                 for name, said in body["states"].items()}),
        transitions=MappingProxyType({name: _transition(binder, document, path, name, said)
                                      for name, said in body.get("transitions", {}).items()}))


def _state(binder: Binder, path: str, name: str, said: Mapping[str, Any]) -> State:
    return State(name=name, uid=binder.uids.of(f"{path}.states.{name}"), initial=said.get("initial", False),
                 final=said.get("final", False), brought=said.get("import", False), locked=_lock(said.get("locked")))


def _lock(said: Any) -> Lock | None:
    if said is None:
        return None
    if said == "all":
        return Lock("all")
    return Lock("only", frozenset(said["only"])) if "only" in said else Lock("except", frozenset(said["except"]))


def _transition(binder: Binder, document: Document, path: str, name: str, said: Mapping[str, Any]) -> Transition:
    here = f"{path}.transitions.{name}"
    when = None if "when" not in said else binder.reader.read(
        said["when"], document.body["object"], Kind.FLAG, document.at("transitions", name, "when"), f"when of {name}")
    return Transition(
        name=name, uid=binder.uids.of(here), label=_words(binder, document, said, f"{here}.label"),
        source=(said["from"],) if isinstance(said["from"], str) else tuple(said["from"]), target=said["to"],
        by=said.get("by", "person"), roles=tuple(said.get("roles", ())), when=when,
        message=_words(binder, document, said, f"{here}.message"), require=tuple(said.get("require", ())),
        gives=_gives(binder, document, name, said.get("set", {})),
        question=_words(binder, document, said, f"{here}.question"), show=said.get("show"))


def _gives(binder: Binder, document: Document, name: str, said: Mapping[str, Any]) -> tuple[Given, ...]:
    one = document.body["object"]
    return given(Writer(binder, one, document.at()), one, said, document.at("transitions", name, "set"))


def _words(binder: Binder, document: Document, said: Mapping[str, Any], path: str) -> Label:
    language = binder.draft.packs[document.pack].language
    found = binder.draft.words.label(said.get(path.rpartition(".")[2]), language, path)
    return MappingProxyType(dict(found)) if found else NOTHING
