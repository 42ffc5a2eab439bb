"""What a store's trouble is to a person: busy, slow, full, gone. The one table of it, for readers and writers alike."""

from collections.abc import Callable, Mapping
from typing import Final

from dougong.kernel.errors import AppError, Refused, Unavailable
from dougong.store.errors import Busy, CommitUnknown, Fenced, Full, Lost, Overflow, Slow, StoreError, Unreadable

_TOLD: Final[Mapping[type[StoreError], Callable[[], AppError]]] = {
    Busy: Unavailable,
    Lost: Unavailable,
    Slow: lambda: Unavailable("too_slow"),
    Full: lambda: Unavailable("storage_full"),
    Unreadable: lambda: Unavailable("storage_unreadable"),
    Fenced: lambda: Unavailable("catalog_moved"),
    CommitUnknown: lambda: Unavailable("commit_unknown"),
    Overflow: lambda: Refused("overflow"),
}


def told(error: BaseException) -> AppError | None:
    """Return what an error of the store is to the user, None for anything else: a fault of ours, or an AppError."""
    make = _TOLD.get(type(error)) if isinstance(error, StoreError) else None
    return make() if make else None
