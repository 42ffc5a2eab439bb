"""What the expressions of a record may look at: its own values live, its lines, its links' values, the moment."""

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.expressions.check import Checked
from dougong.expressions.env import Env
from dougong.records.context import Context
from dougong.records.writing.draft import Draft, Row
from dougong.store.expression import bounds
from dougong.store.sql import Params
from dougong.store.statements.reads import Selected


def equip(draft: Draft, context: Context) -> None:
    """Give the record and each of its lines an environment; it sees later changes of their values."""
    lines = {name: [row.values for row in rows] for name, rows in draft.lines.items()}
    draft.env = _env(draft, context, lines, None)
    draft.env.shared = draft.shared
    for rows in draft.lines.values():
        for row in rows:
            row.env = _env(row, context, {}, draft.env)


def _env(row: Row, context: Context, lines: Mapping[str, list[dict[str, Any]]], parent: Env | None) -> Env:
    actor = context.actor
    return Env(values=row.values, old=row.old, linked=row.linked, lines=lines, me=actor.me, today=context.today,
               now=context.now, settings=context.settings, roles=actor.roles, parent=parent, zone=context.zone)


def parameters(context: Context, expressions: Iterable[Checked]) -> dict[str, Any]:
    """Return what translated expressions need bound: who asks, the moment, settings; the same for every record."""
    found: dict[str, Any] = {}
    env, dialect = _env_of(context), context.database.dialect
    for checked in expressions:
        found.update(bounds.parameters(checked, env, dialect))
    return found


def bound(context: Context, selected: Selected, **values: Any) -> Params:
    """Return what a statement that reads binds: `values`, and what the virtual fields among its columns need."""
    return {**values, **parameters(context, selected.expressions)} if selected.expressions else values


def _env_of(context: Context) -> Env:
    actor = context.actor
    return Env(me=actor.me, today=context.today, now=context.now, settings=context.settings, roles=actor.roles,
               zone=context.zone)
