"""A record as it is in the database, with its lines, read and held in one wait."""

from collections.abc import Mapping
from typing import Any

import orjson

from dougong.expressions.env import NOBODY
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.dumping import dump
from dougong.records.environ import bound, equip
from dougong.records.plans import ObjectPlan
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft, Row
from dougong.store.session import Rows
from dougong.store.statements.reads import Selected

Image = dict[str, Any]


class Found:
    """What the questions of `ask` brought: `old` is empty until they are answered, and when there is no such record."""

    __slots__ = ("lines", "linked", "old", "shared")

    def __init__(self) -> None:
        self.old: Image = {}
        self.linked: dict[str, Any] = {}
        self.lines: dict[str, list[Mapping[str, Any]]] = {}
        self.shared: frozenset[str] = NOBODY

    def __bool__(self) -> bool:
        return bool(self.old)

    def take(self, selected: Selected, linked: tuple[str, ...], rows: Rows) -> None:
        """Keep the record; values beneath links go apart."""
        if rows:
            self.old = selected.decode.one(rows[0])
            self.linked = {name: self.old.pop(name) for name in linked}

    def link(self, draft: Draft) -> None:
        """Give the draft the values beneath its links as they were, and what it is shared for."""
        draft.linked.update(self.linked)
        draft.shared = self.shared

    def take_shares(self, rows: Rows) -> None:
        """Keep what the record is shared with the actor for."""
        self.shared = frozenset(verb for verb, in rows)


def ask(context: Context, batch: Batch, plan: ObjectPlan, id: int | None, lock: str) -> Found:
    """Put the questions for the record `id` and its lines into the batch; `lock` is "", "change" or "remove"."""
    found, storage = Found(), plan.storage
    selected = {"": storage.whole, "remove": storage.to_remove}[lock] if lock != "change" else storage.to_change
    batch.ask(selected.statement, bound(context, selected, id=id),
              lambda rows: found.take(selected, storage.linked, rows))
    if plan.shares is not None:
        batch.ask(plan.shares, {"object_uid": plan.object.uid, "record_id": id, "today": context.today.isoformat(),
                                "whom": orjson.dumps(context.actor.me.get("whom", ())).decode()}, found.take_shares)
    for lines in plan.rules.lines:
        below = context.plans.storage(lines.rules.object.name).lines_of if lock else \
            context.plans.storage(lines.rules.object.name).lines_seen
        batch.ask(below.statement, bound(context, below, id=id), _taking(found, lines.field.name, below))
    return found


def dump_found(context: Context, plan: ObjectPlan, found: Found) -> dict[str, Any]:
    """Return the record as it was found, in JSON form: what a conflict shows."""
    draft = Draft(plan.rules, Change(object=plan.object.name, verb="update"), dict(found.old), {}, found.old)
    found.link(draft)
    for lines in plan.rules.lines:
        draft.lines[lines.field.name] = [Row(lines.rules, dict(old), {}, old=old, linked=dict(old))
                                         for old in found.lines[lines.field.name]]
    equip(draft, context)
    return dump(plan, draft)


def _taking(found: Found, name: str, below: Selected) -> Any:
    def take(rows: Rows) -> None:
        found.lines[name] = list(below.decode.all(rows))
    return take
