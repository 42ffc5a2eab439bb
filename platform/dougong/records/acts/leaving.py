"""Who is disabled or goes to the bin is out at once: no session, link or half-finished sign-in of theirs survives, not
even until they are let in again. Tokens open nothing for as long as that lasts (store.engine.accounts.is_active)."""

from typing import Final

from dougong.catalog.linking.scope import USER
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.store.engine.accounts import accounts
from dougong.store.engine.passes import passes


def _end(work: Work, draft: Draft) -> None:
    if draft.old is None or (draft.values.get("status") == "active" and draft.values.get("archived_at") is None):
        return
    dialect = work.context.database.dialect
    work.session.send(accounts(dialect).drop_sessions, {"user": draft.id})
    work.session.send(passes(dialect).drop_all, {"user": draft.id})


STEP: Final = Step("leaving", "outbox", lambda object: object.name == USER, _end)
