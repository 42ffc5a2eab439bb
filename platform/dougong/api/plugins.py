"""Calls that plugins add, below /api/v1/plugins/<plugin>/<name>."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol

from flask import Response

from dougong.api import answers, parameters
from dougong.api.writes import sent
from dougong.records.context import Context


class Route(Protocol):
    """What a plugin says of one call (spi.Route)."""

    @property
    def name(self) -> str:
        """Return the last part of the address."""
        ...

    @property
    def method(self) -> Literal["GET", "POST"]:
        """Return the method."""
        ...

    @property
    def answer(self) -> Callable[[Context, Mapping[str, Any]], Mapping[str, Any]]:
        """Return what makes the answer from the context and the body."""
        ...


def call(context: Context, route: Route) -> Response:
    """Return what the plugin answers to this request."""
    parameters.known()
    return answers.answer(route.answer(context, sent() if route.method == "POST" else {}))
