"""What applies left to be done, taken up by the command that applied and by every server in the background; search
rows that are missing and the chain of what has to be accounted for, by the servers."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

from dougong.records.context import Context
from dougong.records.files.sweep import sweep
from dougong.records.runtime import Runtime
from dougong.records.search.rebuild import is_behind, rebuild
from dougong.records.upkeep import defaults
from dougong.store.change import due as change_due
from dougong.store.change import later
from dougong.store.change.due import Due, End
from dougong.store.engine import audit_chain
from dougong.store.errors import Busy, Fenced, StoreError

#: Seconds between two looks whether the servers serve the new catalog by now.
PAUSE: Final = 0.5
#: Seconds between two sweeps of files by one server.
SWEPT: Final = 3600.0

_log = logging.getLogger(__name__)


def finish(runtime: Runtime, patience: float) -> int:
    """Do what is due, waiting at most `patience` seconds for servers that do not serve its catalog yet; return how
    much is left, which servers take up later."""
    until = time.monotonic() + patience
    while True:
        due = change_due.claim(runtime.database, runtime.clock.now())
        if due is not None and _do(runtime, due):
            continue
        left = change_due.left(runtime.database)
        if left == 0 or time.monotonic() >= until:
            return left
        time.sleep(PAUSE)


class Background:
    """Looks now and then whether something is due, and does it in a thread of its own, one at a time."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._busy = threading.Lock()
        self._sweep_at = time.monotonic() + SWEPT

    def look(self) -> None:
        """Put what has to be accounted for in order; start on what is due, if there is something; return at once."""
        audit_chain.link(self._runtime.database)
        due = change_due.left(self._runtime.database) or is_behind(_machine(self._runtime)) \
            or self._runtime.uses.some or time.monotonic() >= self._sweep_at
        if due and self._busy.acquire(blocking=False):
            threading.Thread(target=self._run, name="dougong-chores", daemon=True).start()

    def _run(self) -> None:
        try:
            finish(self._runtime, 0)
            self._runtime.uses.flush()
            for _ in rebuild(_machine(self._runtime)):
                pass
            if time.monotonic() >= self._sweep_at:
                self._sweep_at = time.monotonic() + SWEPT
                sweep(_machine(self._runtime), self._runtime)
        except StoreError as error:
            _log.warning("what is left of an apply has to wait: %s", error)
        finally:
            self._busy.release()


def _do(runtime: Runtime, due: Due) -> bool:
    """Do one thing, say how it ended, and return whether it is over. What another catalog overtook, or what somebody
    held, stays due."""
    def sign() -> None:
        change_due.sign(runtime.database, due, runtime.clock.now())

    ended: End = "done"
    try:
        _KINDS[due.what.partition(" ")[0]](runtime, due, sign)
    except (Busy, Fenced) as error:
        ended = "due"
        _log.info("%s waits: %s", due.what, error)
    except Exception:     # noqa: BLE001 - whatever is wrong with it, tried again it would be wrong again
        ended = "failed"
        _log.exception("%s is given up; the next plan shows what is missing", due.what)
    change_due.end(runtime.database, due, ended, runtime.clock.now())
    return ended != "due"


def _default(runtime: Runtime, due: Due, sign: defaults.Sign) -> None:
    count = defaults.give(_machine(runtime), due.what.partition(" ")[2], sign)
    _log.info("gave %s records a default", count)


def _sql(runtime: Runtime, due: Due, _sign: defaults.Sign) -> None:
    later.run(runtime.database, due.sql)


def _machine(runtime: Runtime) -> Context:
    """Return the context of the engine itself, on the catalog in force."""
    return runtime.renewed(runtime.machine("cli", "apply"))


_KINDS: Final[Mapping[str, Callable[[Runtime, Due, defaults.Sign], None]]] = {"default": _default, "sql": _sql}
