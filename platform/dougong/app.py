"""Composition: the one place that knows everything. `create_app()` is what a WSGI server is pointed at."""

import os
from collections.abc import Iterable, Sequence

from flask import Flask

from dougong import api, config, ext, resources, web
from dougong.config import Settings
from dougong.fields.collation import warm
from dougong.kernel.clock import Clock, SystemClock
from dougong.records.chores import Background
from dougong.records.files.step import STEP
from dougong.records.runner import Runner
from dougong.records.runtime import Runtime, open_runtime
from dougong.records.transfer import exporting, importing
from dougong.spi import Plugin, Step, registry_of
from dougong.store import start


def create_app() -> Flask:
    """Return the application for the settings in the environment, after the database has proved fit.

    Raises ConfigError, Unsafe, or LookupError when the database holds no catalog yet.
    """
    settings = config.load(os.environ)
    plugins = ext.discover(resources.plugins())
    warm()
    runtime = compose(settings, plugins)
    start.check(runtime.database)
    app = serve(runtime, plugins)
    runtime.follower.beside(Background(runtime).look)
    runtime.follower.start()
    jobs = runner(runtime)
    jobs.start()
    for each in (runtime.follower, jobs):
        os.register_at_fork(after_in_child=each.start)                  # no thread comes along
    return app


def compose(settings: Settings, plugins: Sequence[Plugin] = (), clock: Clock | None = None) -> Runtime:
    """Return what is alive in a process that serves these settings with these plugins."""
    return open_runtime(settings, registry_of(plugins), clock or SystemClock(),
                        (STEP, *steps_of(plugins)))


def serve(runtime: Runtime, plugins: Sequence[Plugin] = ()) -> Flask:
    """Return the WSGI application: the API and the screens over one runtime."""
    app = Flask("dougong", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 25 * 1024 * 1024
    app.extensions["dougong"] = runtime
    routes = [(plugin.name, route) for plugin in plugins for route in plugin.routes]
    app.register_blueprint(api.blueprint(runtime, routes))
    web.register(app, runtime, [panel for plugin in plugins for panel in plugin.panels])
    return app


def runner(runtime: Runtime) -> Runner:
    """Return what does the jobs of a process, with every kind there is."""
    return Runner(runtime, {importing.KIND: ("import", importing.act), exporting.KIND: ("screen", exporting.act)})


def steps_of(plugins: Iterable[Plugin]) -> tuple[Step, ...]:
    """Return the steps that plugins add to the unit of work, in their order."""
    return tuple(step for plugin in plugins for step in plugin.steps)
