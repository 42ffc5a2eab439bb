"""What the expressions of a record may look at: its own values live, its lines, its links' values, the moment."""

from collections.abc import Mapping
from typing import Any

from dougong.expressions.env import Env
from dougong.records.context import Context
from dougong.records.draft import Draft, Row


def equip(draft: Draft, context: Context) -> None:
    """Give the record and each of its lines an environment; it sees later changes of their values."""
    lines = {name: [row.values for row in rows] for name, rows in draft.lines.items()}
    draft.env = _env(draft, context, lines, None)
    for rows in draft.lines.values():
        for row in rows:
            row.env = _env(row, context, {}, draft.env)


def _env(row: Row, context: Context, lines: Mapping[str, list[dict[str, Any]]], parent: Env | None) -> Env:
    actor = context.actor
    return Env(values=row.values, old=row.old, linked=row.linked, lines=lines, me=actor.me, today=context.today,
               now=context.now, settings=context.settings, roles=actor.roles, parent=parent, zone=context.zone)
