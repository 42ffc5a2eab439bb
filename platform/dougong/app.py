"""Composition: the one place that knows everything. `create_app()` is what a WSGI server is pointed at."""

import os
from collections.abc import Sequence

from flask import Flask

from dougong import api, config, ext, resources, web
from dougong.api import watching
from dougong.ext import compose, runner, timed, worker
from dougong.fields.collation import warm
from dougong.records.chores import Background
from dougong.records.posting import Postman
from dougong.records.runtime import Runtime
from dougong.records.smtp import carrier
from dougong.spi import Plugin
from dougong.store import init, start


def create_app() -> Flask:
    """Return the application for the settings in the environment, after the database has proved fit.

    Raises ConfigError, Unsafe, or LookupError when the database holds no catalog yet
    or was made by an earlier version.
    """
    settings = config.load(os.environ)
    plugins = ext.discover(resources.plugins())
    warm()
    runtime = compose(settings, plugins)
    start.check(runtime.database)
    init.check(runtime.database)
    app = serve(runtime, plugins)
    runtime.follower.beside(Background(runtime).look)
    post = Postman(runtime.database, runtime.clock, carrier(settings))
    for each in (runtime.follower, runner(runtime), post, worker(runtime), timed(runtime)):
        each.start()
        os.register_at_fork(after_in_child=each.start)                  # no thread comes along
    return app


def serve(runtime: Runtime, plugins: Sequence[Plugin] = ()) -> Flask:
    """Return the WSGI application: the API and the screens over one runtime."""
    app = Flask("dougong", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 25 * 1024 * 1024
    app.extensions["dougong"] = runtime
    routes = [(plugin.name, route) for plugin in plugins for route in plugin.routes]
    watching.attach(app, runtime)
    app.register_blueprint(api.blueprint(runtime, routes))
    web.register(app, runtime, [panel for plugin in plugins for panel in plugin.panels])
    return app
