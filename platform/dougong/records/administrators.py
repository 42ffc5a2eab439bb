"""Somebody always administers: the last administrator is neither disabled, nor put into the bin, nor loses the role."""

from typing import Final

from dougong.access.belonging import FIRST
from dougong.catalog.linking.scope import USER
from dougong.kernel.errors import Refused
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.store.engine.organisation import lasting

#: What of a record makes an administrator of somebody.
_DECISIVE: Final = {USER: ("status", "archived_at"), "role": ("code", "archived_at"),
                    "membership": ("member", "role", "valid_from", "valid_to", "archived_at")}


def _keep(work: Work, draft: Draft) -> None:
    """Raise Refused when nobody would be left. It comes after the organisation was moved on, whose row keeps two such
    changes from passing one another."""
    old = draft.old
    if old is None or all(old.get(name) == draft.values.get(name) for name in _DECISIVE[draft.rules.object.name]):
        return
    roles = frozenset(role.name for role in work.context.catalog.roles.values() if role.administrator)
    said = lasting(work.context.database.dialect, roles)
    if not work.session.rows(said, {"today": work.context.today.isoformat(), "always": FIRST}):
        raise Refused("last_administrator")


STEP: Final = Step("administrators", "outbox", lambda object: object.name in _DECISIVE, _keep)
