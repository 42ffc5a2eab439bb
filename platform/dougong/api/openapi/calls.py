"""The calls of one object."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from dougong.access.policy import doing
from dougong.api.answers import PREFIX
from dougong.api.openapi import parameters as given
from dougong.api.openapi.answers import (
    ALWAYS,
    BODY,
    CHANGE,
    ETAG,
    LINK,
    LOCATION,
    MOVE,
    PAST,
    REPLAYED,
    answers,
    json,
    page,
)
from dougong.api.openapi.examples import example
from dougong.api.openapi.many import batch_answer, batch_body, groups, preview_answer, preview_body
from dougong.api.openapi.past import erase_body, restore_values_body
from dougong.api.openapi.pressing import buttons_answer, press_body
from dougong.api.openapi.schemas import Describer, Schema, of
from dougong.api.openapi.shared import Shared
from dougong.api.openapi.sharing import along_answer, assign_body, merge_body, share_body, shares_answer
from dougong.api.openapi.transitions import do_body, transitions_answer
from dougong.api.writes import is_writable
from dougong.catalog.model import Object
from dougong.catalog.rule import Rule
from dougong.catalog.states import Transition, Workflow
from dougong.kernel.labels import words
from dougong.records.acts.along import names
from dougong.records.acts.merging import mergeable

VERBS: Final = ("create", "update", "archive", "restore", "erase", "share", "assign")


#: Parameters that are another for every call: to share them would be longer.
OWN: Final = frozenset({"sort", "fields", "by", "of"})


def paths(describer: Describer, object: Object, shared: Shared) -> dict[str, Any]:
    """Return the addresses of one object with the calls its policy allows."""
    calls = _Calls(describer, object, shared)
    root, one = f"{PREFIX}/{object.name}", f"{PREFIX}/{object.name}/{{id}}"
    found: dict[str, dict[str, Any]] = {
        root: {"get": calls.list()}, f"{root}/summary": {"get": calls.summary()}, one: {"get": calls.read()},
        f"{one}/history": {"get": calls.history()}}
    allowed = _allowed(describer, object)
    if "create" in allowed:
        found[root]["post"] = calls.create()
    if "update" in allowed:
        found[one]["patch"] = calls.update()
    if "archive" in allowed:
        found[one]["delete"] = calls.archive()
    if "update" in allowed and object.history:
        found[f"{one}/restore_values"] = {"post": calls.restore_values()}
    if is_writable(object):
        found[f"{one}/shares"] = {"get": calls.shares()}
        found[f"{one}/along"] = {"get": calls.along()}
        found |= {f"{one}/{name}": {"post": make()} for name, make in calls.done.items() if name in allowed}
    if object.workflow is not None and is_writable(object):
        found[f"{one}/transitions"] = {"get": calls.transitions(object.workflow)}
        found |= {f"{one}/do/{each.name}": {"post": calls.do(each)} for each in object.workflow.transitions.values()
                  if each.by == "person" and describer.policy.may(object, doing(each.name)).allowed}
    found |= {f"{one}/{name}": call for name, call in calls.pressed(allowed).items()}
    if {"create", "update"} <= allowed:
        found[f"{root}/by/{{external_id}}"] = {"put": calls.upsert()}
        found[f"{root}/preview"] = {"post": calls.preview()}
        found[f"{root}/batch"] = {"post": calls.batch()}
    return found


def _allowed(describer: Describer, object: Object) -> set[str]:
    """Return what may be done with records of an object, by the names of calls."""
    if not is_writable(object):
        return set()
    found: set[str] = {verb for verb in VERBS if describer.policy.may(object, verb).allowed}
    return found | ({"merge"} if mergeable(describer.policy, object) else set())


class _Calls:
    """The calls of one object as one policy may make them."""

    def __init__(self, describer: Describer, object: Object, shared: Shared) -> None:
        self.describer = describer
        self.shared = shared
        self.object = object
        self.record = of(object.name)
        self.new = of(f"{object.name}.new")
        self.change = of(f"{object.name}.change")

    @property
    def done(self) -> Mapping[str, Callable[[], Schema]]:
        """Return the calls that are no more than a verb on one record, by verb."""
        return {"share": self.share, "assign": self.assign, "erase": self.erase, "merge": self.merge,
                "restore": self.restore}

    def list(self) -> Schema:
        row = of(f"{self.object.name}.row")
        return self._call("list", "List", given.of_list(self.describer, self.object),
                          answers({"200": json({"anyOf": [page(row), of("explained_list")]},
                                              "A page of records; with `explain`, why it is that page.", LINK)}, PAST))

    def summary(self) -> Schema:
        return self._call("summary", "Groups and sums", given.of_summary(self.describer, self.object),
                          answers({"200": self.shared.answer(json(groups(), "The groups."))}, ALWAYS))

    def read(self) -> Schema:
        wide = given.expand(self.describer.plan(self.object))
        parameters = [given.ID, given.IF_NONE_MATCH, given.TITLES, given.ARCHIVED, given.EXPLAIN,
                      *([wide] if wide else [])]
        if self.object.history and self.object.parent is None:
            parameters.append(given.AS_OF)
        return self._call("read", "Read one", parameters, answers(
            {"200": json({"anyOf": [self.record, of("explained_record")]}, "The record; with `explain`, why.", ETAG),
             "304": self.shared.answer({"description": "You have it.", "headers": ETAG})}, PAST))

    def history(self) -> Schema:
        past = self.shared.answer(json(page(of("past")), "Its changes, newest first.", LINK))
        return self._call("history", "What happened to one", [given.ID, given.LIMIT, given.BEFORE],
                          answers({"200": past}, ALWAYS))

    def create(self) -> Schema:
        shown = example(self.describer, self.object)
        return self._call("create", "Create", [given.IDEMPOTENCY, given.DRY_RUN], answers(
            {"200": self._answer("What would come of it (`dry_run`)."), "201": self._made()}, CHANGE),
            _body(self.new, shown))

    def update(self) -> Schema:
        return self._call("update", "Change", [given.ID, given.IF_MATCH, given.IDEMPOTENCY, given.DRY_RUN],
                          answers({"200": self._answer("The record.")}, CHANGE), _body(self.change))

    def upsert(self) -> Schema:
        return self._call("upsert", "Create or change by another system's id",
                          [given.EXTERNAL_ID, given.IF_MATCH, given.DRY_RUN],
                          answers({"200": self._answer("The record."), "201": self._made()}, CHANGE),
                          _body(self.change))

    def archive(self) -> Schema:
        return self._call("archive", "Put into the bin", [given.ID, given.IF_MATCH, given.IDEMPOTENCY, given.DRY_RUN],
                          answers({"204": {"description": "Done."}}, MOVE))

    def restore(self) -> Schema:
        return self._call("restore", "Bring back from the bin",
                          [given.ID, given.IF_MATCH, given.IDEMPOTENCY, given.DRY_RUN],
                          answers({"200": self._answer("The record.")}, MOVE))

    def restore_values(self) -> Schema:
        return self._call("restore_values", "Put values of a version back",
                          [given.ID, given.IF_MATCH, given.IDEMPOTENCY, given.DRY_RUN],
                          answers({"200": self._answer("The record.")}, CHANGE),
                          _body(restore_values_body(self.describer, self.object)))

    def erase(self) -> Schema:
        return self._call("erase", "Erase values and their past", [given.ID, given.DRY_RUN],
                          answers({"200": self._answer("The record.")}, CHANGE),
                          _body(erase_body(self.describer, self.object)))

    def shares(self) -> Schema:
        told = self.shared.answer(json(shares_answer(), "Its shares."))
        return self._call("shares", "With whom one is shared", [given.ID], answers({"200": told}, ALWAYS))

    def share(self) -> Schema:
        return self._call("share", "Share", [given.ID, given.IF_MATCH, given.IDEMPOTENCY, given.DRY_RUN],
                          answers({"200": self._answer("The record.")}, CHANGE),
                          _body(self.shared.value(share_body(self.describer.catalog.roles))))

    def assign(self) -> Schema:
        return self._call("assign", "Give to somebody", [given.ID, given.IF_MATCH, given.IDEMPOTENCY, given.DRY_RUN],
                          answers({"200": self._answer("The record.")}, CHANGE),
                          _body(self.shared.value(assign_body(names(
                              self.describer.catalog, self.describer.policy, self.object)))))

    def merge(self) -> Schema:
        return self._call("merge", "Make two one", [given.ID, given.IF_MATCH, given.IDEMPOTENCY, given.DRY_RUN],
                          answers({"200": self._answer("The record that stays.")}, CHANGE),
                          _body(merge_body(self.change)))

    def along(self) -> Schema:
        told = self.shared.answer(json(along_answer(), "By which links, and how many."))
        return self._call("along", "What goes along when one becomes another's", [given.ID],
                          answers({"200": told}, ALWAYS))

    def transitions(self, flow: Workflow) -> Schema:
        return self._call("transitions", "Where one stands and what can be done", [given.ID], answers(
            {"200": json(transitions_answer(flow), "Its state, and what leads on from there.")}, ALWAYS))

    def do(self, transition: Transition) -> Schema:
        name = words(transition.label, self.describer.language) or transition.name
        return self._call(f"do_{transition.name}", name, [given.ID, given.IF_MATCH, given.IDEMPOTENCY, given.DRY_RUN],
                          answers({"200": self._answer("The record.")}, CHANGE),
                          _body(do_body(self.describer, self.object, transition)))

    def pressed(self, allowed: Collection[str]) -> dict[str, Schema]:
        """Return the calls of the record's buttons, by what follows its address."""
        rules = self.object.buttons
        if not rules or "update" not in allowed or not is_writable(self.object):
            return {}
        return {"buttons": {"get": self.buttons(rules)},
                **{f"press/{rule.name}": {"post": self.press(rule)} for rule in rules}}

    def buttons(self, rules: tuple[Rule, ...]) -> Schema:
        return self._call("buttons", "What can be pressed", [given.ID], answers(
            {"200": json(buttons_answer(rules), "Its buttons.")}, ALWAYS))

    def press(self, rule: Rule) -> Schema:
        name = words(rule.on.button.label, self.describer.language) if rule.on.button is not None else rule.name
        return self._call(f"press_{rule.name}", name, [given.ID, given.IF_MATCH, given.IDEMPOTENCY, given.DRY_RUN],
                          answers({"200": self._answer("The record.")}, CHANGE), _body(press_body()))

    def preview(self) -> Schema:
        shown = self.shared.answer(json(preview_answer(), "Values, faults, and how each field stands."))
        return self._call("preview", "See what values would come to", [], answers({"200": shown}, BODY),
                          _body(preview_body(self.describer, self.object)))

    def batch(self) -> Schema:
        return self._call("batch", "Make many changes", [given.IDEMPOTENCY], answers(
            {"200": json(batch_answer(self.object), "What came of each.")}, CHANGE), _body(batch_body(self.object)))

    def _answer(self, description: str) -> Schema:
        return self.shared.answer(json(self.record, description, {**ETAG, **REPLAYED}))

    def _made(self) -> Schema:
        return self.shared.answer(json(self.record, "The new record.", {**ETAG, **LOCATION, **REPLAYED}))

    def _call(self, verb: str, summary: str, parameters: Iterable[Schema], responses: Schema,
              body: Schema | None = None) -> Schema:
        name = self.object.name
        call: Schema = {"operationId": f"{name}.{verb}", "tags": [name],
                        "summary": f"{summary}: {self.describer.words(self.object)}",
                        "parameters": [*map(self._given, parameters)], "responses": responses}
        return {**call, "requestBody": body} if body else call

    def _given(self, parameter: Schema) -> Schema:
        return parameter if parameter["name"] in OWN else self.shared.parameter(parameter)


def _body(schema: Schema, shown: Any = None) -> Schema:
    content: Schema = {"schema": schema}
    return {"required": True, "content": {"application/json": {**content, "example": shown} if shown else content}}
