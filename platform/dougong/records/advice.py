"""What plugins say of a record beside others, before it is written: in a preview and a dry run; and why the database
has refused one. A change that is made and goes well never waits for it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dougong.access.policy import EnginePolicy
from dougong.kernel.errors import FieldError
from dougong.records.context import Context
from dougong.records.writing.draft import Draft
from dougong.records.writing.veil import veiled

#: Drafts of a refused unit that are looked at; of more nobody knows which it was, and they are tried one by one.
MOST: Final = 8

_ENGINE: Final = EnginePolicy()


def advise(context: Context, draft: Draft) -> None:
    """Let plugins look at what is beside a settled draft; an object none is about costs nothing."""
    for each in context.plans.advice(draft.rules.object):
        each.look(context, draft)


def against(context: Context, drafts: Sequence[Draft]) -> list[FieldError]:
    """Return what plugins have against drafts the database has refused, as far as the actor may see the fields."""
    found: list[FieldError] = []
    for draft in drafts if len(drafts) <= MOST else ():
        draft.errors = []
        advise(context, draft)
        found += veiled(context.plan(draft.rules.object.name), draft.errors)
    return found


def beyond(context: Context) -> Context:
    """Return the context with the engine's own eyes: every record, and columns nobody sees. What is found with it is
    told only as a definition allows."""
    return replace(context, actor=replace(context.actor, policy=_ENGINE))
