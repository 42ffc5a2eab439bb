"""Flask as we need it: no view is a coroutine, and what a request says of its host is looked at once."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from flask import Flask, Request
from werkzeug.routing import MapAdapter
from werkzeug.sansio.utils import get_host

#: What few hosts a site is called by need not be looked at again with every request; a refusal is not kept.
_host: Final = lru_cache(256)(get_host)


class Application(Flask):
    """A Flask application that spares each request what Flask does for applications unlike ours."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: Flask would ask, four times a request, whether it is a coroutine's."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what finds the view of a request, by the parts it has been taken apart into already; raises
        SecurityError for a host we do not answer to."""
        if request is None:
            return super().create_url_adapter(request)
        request.host = _host(request.scheme, request.environ.get("HTTP_HOST"), request.server,
                             self.config["TRUSTED_HOSTS"])
        return self.url_map.bind(request.host, request.root_path, "", request.scheme, request.method, request.path,
                                 request.query_string.decode(errors="replace"))
