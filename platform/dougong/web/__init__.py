"""The screens: view models, sign-in and routes; no HTML and no SQL here. `register` adds them to an application."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask

from dougong.config import Settings
from dougong.records.runtime import Runtime
from dougong.spi import Panel
from dougong.web.application import Application as Application
from dougong.web.blueprint import blueprint
from dougong.web.entry import Screens, attach
from dougong.web.provider import provider
from dougong.web.refusal import attach as attach_refusals

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def register(app: Flask, runtime: Runtime, panels: Sequence[Panel] = ()) -> None:
    """Add the screens to `app`: sign-in, pages, fragments, static files, and answers to what goes wrong."""
    app.extensions["dougong-web"] = Screens(runtime, tuple(panels), provider(runtime.settings))
    app.config["TRUSTED_HOSTS"] = trusted(runtime.settings)
    attach(app)
    app.register_blueprint(blueprint())
    attach_refusals(app)


def trusted(settings: Settings) -> tuple[str, ...]:
    """Return the hosts we answer to; a forged one could end up in a link we send."""
    host = urlsplit(settings.base_url).hostname or ""
    return (host,) if settings.https else tuple(sorted({host, *LOOPBACK}))
