"""What goes on beside requests: threads that look for work again and again, once per process, started anew in each
child of a fork. One of those at rest looks every now and then; the others sleep until there is more than it can do."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from typing import Final

from dougong.store.errors import StoreError

_log: Final = logging.getLogger(__name__)


def _nothing() -> None:
    """Most have nothing to do before and after."""


class Loop:
    """Calls `step` in the background, again at once as long as it says that there was work, else after `pause` seconds
    or as soon as somebody calls `wake`. Calls `enter` before it starts and `leave` once it has stopped."""

    def __init__(self, name: str, step: Callable[[], bool], pause: float, threads: int = 1, *,
                 enter: Callable[[], None] = _nothing, leave: Callable[[], None] = _nothing) -> None:
        self._name, self._step, self._pause, self._threads = name, step, pause, threads
        self._enter, self._leave = enter, leave
        self._pid = 0
        self._begin()

    def start(self) -> None:
        """Begin, once per process: after a fork, each child calls it again."""
        if self._pid == os.getpid():
            return
        self._pid = os.getpid()
        self._begin()
        self._enter()
        for _ in range(self._threads):
            threading.Thread(target=self._run, args=(self._stop,), name=f"dougong-{self._name}", daemon=True).start()

    def stop(self) -> None:
        """Begin nothing more; what is being done is done."""
        self._stop.set()
        with self._rest:
            self._rest.notify_all()

    @property
    def stopped(self) -> bool:
        """Return whether nothing more is to be begun."""
        return self._stop.is_set()

    def wake(self) -> None:
        """Let a thread that is at rest look now; if none is, the next that is through looks once more."""
        with self._rest:
            self._rung = True
            self._rest.notify()

    def _begin(self) -> None:
        self._stop, self._rest = threading.Event(), threading.Condition()
        self._rung = self._watched = False

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                if self._step():
                    continue
            except StoreError as error:
                _log.warning("%s: the database does not answer: %s", self._name, error)
            except Exception:     # noqa: BLE001 - a fault of ours costs a look, not all that are to come
                _log.exception("%s: a look failed", self._name)
            self._wait(stop)
        self._leave()

    def _wait(self, stop: threading.Event) -> None:
        """Rest. One of those at rest watches the time."""
        with self._rest:
            if not self._rung and not stop.is_set():
                watches, self._watched = not self._watched, True
                self._rest.wait(self._pause if watches else None)
                if watches:
                    self._watched = False
            self._rung = False


def thread_name() -> str:
    """Return what this thread is called among all that work for a database."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


class Looping:
    """Whoever works beside requests, in a `loop` of its own."""

    loop: Loop

    def start(self) -> None:
        """Begin in the background, once per process: after a fork, each child calls it again."""
        self.loop.start()

    def stop(self) -> None:
        """Begin nothing more; what is being done is done."""
        self.loop.stop()
