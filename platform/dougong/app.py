"""Composition: the one place that knows everything. `create_app()` is what a WSGI server is pointed at."""

import importlib
import os
from collections.abc import Sequence
from typing import Any

from flask import Flask

from dougong import api, config, ext, web
from dougong.api import watching
from dougong.config import ConfigError, Settings
from dougong.ext import compose, runner, timed, worker
from dougong.fields.collation import warm
from dougong.processes.effects.worker import Worker
from dougong.processes.rules.timed import Timed
from dougong.records.posting import Postman
from dougong.records.runtime import Runtime
from dougong.records.smtp import carrier
from dougong.records.upkeep.chores import Background
from dougong.spi import Plugin
from dougong.store import init, start


def create_app() -> Flask:
    """Return the application for the settings in the environment, after the database has proved fit.

    Raises ConfigError, Unsafe, or LookupError when the database holds no catalog yet
    or was made by an earlier version.
    """
    plugins = ext.shipped()
    warm()
    runtime = _fit(config.load(os.environ), plugins)
    app = serve(runtime, plugins)
    runtime.follower.beside(Background(runtime).look)
    rest = _alone(runtime) if runtime.settings.redis_url is None else \
        (cluster(runtime.settings).Bell(runtime.settings, runtime.database),)
    for each in (runtime.follower, runner(runtime), *rest):
        each.start()
        os.register_at_fork(after_in_child=each.start)                  # no thread comes along
    return app


def work() -> int:
    """Do what servers leave to workers until the process is told to stop; return its exit code. Raises as create_app
    does, and ConfigError without a Redis."""
    settings = config.load(os.environ)
    carrying = cluster(settings)
    runtime = _fit(settings, ext.shipped())
    post, effects, schedules = _alone(runtime)
    beside = (runtime.follower, post, effects, schedules)
    for each in beside:
        each.start()
    try:
        return int(carrying.attend(settings, effects.loop.wake))
    finally:
        for each in reversed(beside):
            each.stop()


def _fit(settings: Settings, plugins: Sequence[Plugin]) -> Runtime:
    """Return what is alive in this process, on a database that has proved fit."""
    runtime = compose(settings, plugins)
    start.check(runtime.database)
    init.check(runtime.database)
    return runtime


def _alone(runtime: Runtime) -> tuple[Postman, Worker, Timed]:
    """Return what a process does where there are no workers, and a worker."""
    return Postman(runtime.database, runtime.clock, carrier(runtime.settings)), worker(runtime), timed(runtime)


def cluster(settings: Settings) -> Any:
    """Return the module that carries word among processes; raises ConfigError with the cure where it cannot."""
    if settings.redis_url is None:
        raise ConfigError(("DOUGONG_REDIS_URL is not set, so servers need no workers; set it for both to have some.",))
    try:
        return importlib.import_module("dougong.processes.effects.cluster")
    except ImportError as missing:
        raise ConfigError(("DOUGONG_REDIS_URL needs what is not installed here; run: pip install 'dougong[cluster]'.",)
                          ) from missing


def serve(runtime: Runtime, plugins: Sequence[Plugin] = ()) -> Flask:
    """Return the WSGI application: the API and the screens over one runtime."""
    app = web.Application("dougong", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 25 * 1024 * 1024
    app.extensions["dougong"] = runtime
    routes = [(plugin.name, route) for plugin in plugins for route in plugin.routes]
    watching.attach(app, runtime)
    app.register_blueprint(api.blueprint(runtime, routes))
    web.register(app, runtime, [panel for plugin in plugins for panel in plugin.panels])
    return app
