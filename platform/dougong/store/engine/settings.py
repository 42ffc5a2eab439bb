"""The count of changes of settings: learnt with every sign-in, so that nobody who is up to date looks them up."""

from typing import Final

from dougong.store.sql import Statement

#: Says that settings have changed, within the transaction that changes them.
CHANGED: Final = Statement("update dg_current set settings = coalesce(settings, 0) + 1")
#: Gives (catalog number, count of changes).
STATE: Final = Statement("select number, coalesce(settings, 0) from dg_current")
