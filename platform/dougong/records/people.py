"""Whom one gives records to, or shares them with: somebody who is there, as far as who asks may see them."""

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import bound


class Asked:
    """The answer to whether a user or unit is there; it is there once the batch has run."""

    def __init__(self) -> None:
        self._found: Sequence[Mapping[str, Any]] = ()

    def take(self, found: Sequence[Mapping[str, Any]]) -> None:
        """Keep what was found."""
        self._found = found

    def __bool__(self) -> bool:
        return any(each.get("archived_at") is None and each.get("status") != "disabled" for each in self._found)


def ask_whom(context: Context, batch: Batch, kind: str, id: int) -> Asked:
    """Ask for the record `id` of user or unit: what is in the bin, disabled or not to be seen is not there."""
    asked, object = Asked(), context.catalog.objects.get(kind)
    if object is not None and context.actor.policy.may(object, "read").allowed:
        plan = context.plan(kind)
        batch.ask(plan.by_id.statement, bound(context, plan.by_id, id=id),
                  lambda rows: asked.take(plan.by_id.decode.all(rows)))
    return asked
