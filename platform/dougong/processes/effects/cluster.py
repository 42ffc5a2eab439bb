"""Workers on other machines: Celery carries word by Redis that there is something to do. What that is stands in the
outbox, as everywhere, and is claimed there: word that is lost costs a second, word that comes twice nothing."""

import logging
from collections.abc import Callable
from typing import Any, Final

from celery import Celery, Task
from kombu.exceptions import OperationalError

from dougong.access.hashing import digest
from dougong.config import Settings
from dougong.store.database import Database
from dougong.store.loop import Loop, Looping

WORD: Final = "dougong.look"
#: Seconds Redis may take to answer, and after which word is no news any more.
PATIENCE: Final = 2.0
NEWS: Final = 30
#: Seconds between two looks whether there is word to send, should a wake-up be missed.
PAUSE: Final = 60.0

_log: Final = logging.getLogger(__name__)


def office(settings: Settings) -> Celery:
    """Return what carries word among the processes of one installation, and of no other that uses the same Redis."""
    made = Celery("dougong", broker=settings.redis_url, set_as_current=False)
    made.conf.update(
        task_default_queue=f"dougong-{digest(settings.secret_key)[:12]}", task_ignore_result=True,
        accept_content=["json"], worker_hijack_root_logger=False, worker_redirect_stdouts=False,
        worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None, worker_enable_remote_control=False,
        broker_transport_options={"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE})
    return made


def deaf(settings: Settings) -> str:
    """Return why Redis cannot be reached from here; "" where it can."""
    try:
        with office(settings).connection_for_write() as line:
            line.ensure_connection(max_retries=1, timeout=PATIENCE)
    except (OperationalError, OSError) as error:
        return str(error)
    return ""


class Bell(Looping):
    """Sends word once changes have left effects, from a thread of its own: nobody who writes waits for Redis, and many
    changes at once are one word."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._office = office(settings)
        self._news = False
        self.loop = Loop("bell", self._step, PAUSE, enter=self._enter)

    def _enter(self) -> None:
        self._office, self._news = office(self._settings), False     # what is connected does not survive a fork
        self._database.rouse = self._ring

    def _ring(self) -> None:
        self._news = True
        self.loop.wake()

    def _step(self) -> bool:
        """Send word where there is some; workers look by themselves where that fails."""
        if self._news:
            self._news = False
            try:
                self._office.send_task(WORD, expires=NEWS, retry=False)
            except (OperationalError, OSError) as error:
                _log.warning("workers are not told that there is something to do: %s", error)
        return False


class _Word(Task):  # type: ignore[misc]    # celery has no types
    """Word that there is something to do."""

    name = WORD

    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look

    def run(self) -> None:
        """Look."""
        self._look()


def attend(settings: Settings, look: Callable[[], None]) -> int:
    """Hear word until the process is told to stop, calling `look` each time; return the exit code."""
    heard = office(settings)
    heard.register_task(_Word(look))
    worker: Any = heard.Worker(pool="solo", concurrency=1, loglevel="WARNING", without_gossip=True,
                               without_mingle=True, quiet=True)
    worker.start()
    return int(worker.exitcode or 0)
