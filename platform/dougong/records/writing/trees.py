"""Trees have no cycles: a new parent must not be the record itself or one of its descendants."""

from typing import Any

from dougong.kernel.errors import FieldError
from dougong.records.batch import Batch
from dougong.records.plans import ObjectPlan
from dougong.records.writing.change import Change
from dougong.records.writing.parse import Parsed
from dougong.store.session import Rows


def ask_trees(batch: Batch, plan: ObjectPlan, change: Change, parsed: Parsed) -> None:
    """Ask, for each tree field that gets a parent, whether that closes a cycle; a cycle is among parsed.errors then.

    The tree's lock is taken in the same wait, so that of two changes that close a cycle together the second sees it.
    A new record has no descendants and needs no question.
    """
    for name, tree in plan.storage.trees.items():
        parent = parsed.values.get(name)
        if parent is None:
            continue
        if tree.lock is not None:
            batch.ask(tree.lock, {}, _nothing)
        batch.ask(tree.above, {"id": change.id, "parent": parent}, _refusing(parsed, name))


def _refusing(parsed: Parsed, name: str) -> Any:
    def take(rows: Rows) -> None:
        if rows:
            parsed.errors.append(FieldError(f"/{name}", "tree_cycle"))
    return take


def _nothing(rows: Rows) -> None:
    """The lock itself says nothing."""
