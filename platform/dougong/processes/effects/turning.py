"""Secrets that are turned: there is a new one, and that of before holds for a day more."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from dougong.access.sealing import seal, unseal
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.store.snapshot import moment, when

#: How long the secret of before holds when there is a new one.
FORMER: Final = timedelta(hours=24)


def turned(runtime: Runtime, context: Context, kind: str, secret: str) -> dict[str, Any]:
    """Return what a table that holds a secret for this `kind` is told when there is a new one."""
    return {"new_secret": seal(runtime.settings.secret_key, kind, secret),
            "until": moment(runtime.database.dialect, context.now + FORMER)}


def keys(runtime: Runtime, kind: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the secrets of a row that hold now, the one in force first; none that cannot be unsealed."""
    until = found["former_until"]
    held = until is not None and when(runtime.database.dialect, until) > runtime.clock.now()
    kept = (found["secret"], *((found["former"],) if held else ()))
    return tuple(filter(None, (unseal(runtime.settings.secret_key, kind, each) for each in kept)))
