"""The application with one step more: an order leaves an effect, and the server's workers make it happen."""

import os

from flask import Flask

from dougong import app
from dougong.config import load
from dougong.processes.effects.kinds import Effect, Row
from dougong.processes.effects.outbox import Way, put
from dougong.processes.effects.worker import Worker
from dougong.records.runtime import Runtime
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.spi import Plugin

ORDER = "sample_order"


def leave(work: Work, draft: Draft) -> None:
    put(work, "tell", {"order": draft.id}, key=f"order/{draft.id}", way=Way(record=(ORDER, draft.id or 0)))


def tell(_: Runtime, row: Row) -> None:
    """Nobody hears it: whether it is there is what matters."""


PLUGIN = Plugin(name="telling", steps=(Step("leave", "outbox", lambda each: each.name == ORDER, leave),))


def application() -> Flask:
    """Return the application for the settings in the environment."""
    runtime = app.compose(load(os.environ), [PLUGIN])
    worker = Worker(runtime, [Effect("tell", tell)])
    worker.start()
    os.register_at_fork(after_in_child=worker.start)
    return app.serve(runtime, [PLUGIN])
