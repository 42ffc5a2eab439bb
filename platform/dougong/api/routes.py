"""The addresses of the API. Objects come and go with the catalog, so one rule per shape serves them all."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, Rule

from dougong.api import batch, definitions, person, plugins, preview, problems, published, reads, upsert, writes
from dougong.api.answers import PREFIX
from dougong.api.body import LARGEST
from dougong.api.caller import enter
from dougong.api.errors import WrongMethod
from dougong.api.openapi.document import Documents
from dougong.api.plugins import Route
from dougong.kernel.errors import AppError, Missing
from dougong.records.runtime import Runtime

#: What answers one address and method; it gets the context and the parts of the address.
View = Callable[..., Response]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")


def blueprint(runtime: Runtime, routes: Iterable[tuple[str, Route]] = ()) -> Blueprint:
    """Return every address of the API over one runtime, with the calls plugins add."""
    made = Blueprint("api", __name__)
    add = _Adding(made, runtime)
    for plugin, route in routes:
        add.signed(f"/plugins/{plugin}/{route.name}", route.method, plugins.call, route=route)
    add.signed("/me", "GET", person.me)
    add.signed("/catalog", "GET", definitions.catalog)
    _records(add)
    _published(add)
    _rest(made, add.map)
    made.register_error_handler(AppError, problems.answer)
    made.register_error_handler(HTTPException, _http)
    made.register_error_handler(Exception, _fault)
    return made


def _records(add: "_Adding") -> None:
    runtime, one = add.runtime, "/<object>/<int:id>"
    add.signed("/<object>", "GET", reads.list_records)
    add.signed(one, "GET", reads.get)
    add.signed(f"{one}/history", "GET", reads.get_history)
    add.signed("/<object>", "POST", writes.create, runtime=runtime)
    add.signed(one, "PATCH", writes.update, runtime=runtime)
    add.signed(one, "DELETE", writes.archive, runtime=runtime)
    add.signed(f"{one}/restore", "POST", writes.restore, runtime=runtime)
    add.signed("/<object>/by/<path:external_id>", "PUT", upsert.upsert, runtime=runtime)
    add.signed("/<object>/preview", "POST", preview.preview, runtime=runtime)
    add.signed("/<object>/batch", "POST", batch.run, runtime=runtime)


def _published(add: "_Adding") -> None:
    """Add what describes the API: the document for whoever is signed in, the page and the schemas for anyone."""
    runtime, documents = add.runtime, Documents()
    add.open("/api/openapi.json", "GET", lambda: published.openapi(enter(runtime), documents))
    add.open("/schemas/<kind>.json", "GET", lambda kind: published.schema(runtime, kind))
    for name in published.PAGE:
        add.open(f"/api/{name}", "GET", partial(published.docs, name))


def _rest(made: Blueprint, known: Map) -> None:
    """Keep everything else below /api and /schemas from the screens: it is a problem, 404 or 405 with Allow."""
    def nowhere(**_: str) -> Response:
        raise _unroutable(known, request.path, request.method)

    for root in ("/api", "/schemas"):
        for rule in (root, f"{root}/", f"{root}/<path:rest>"):
            made.add_url_rule(rule, f"nowhere {rule}", nowhere, methods=METHODS, provide_automatic_options=False)

    def odd() -> Response | None:
        # a method nobody knows is refused before any rule is found
        if isinstance(request.routing_exception, MethodNotAllowed) and request.path.startswith(("/api/", "/schemas/")):
            return problems.answer(_unroutable(known, request.path, request.method))
        return None

    made.before_app_request(odd)


def _unroutable(known: Map, path: str, method: str) -> AppError:
    """Return why no rule of ours takes the request."""
    try:
        known.bind("").match(path, method)
    except MethodNotAllowed as error:
        return WrongMethod(tuple(sorted(error.valid_methods or ())))
    except HTTPException:
        pass
    return Missing("address")


class _Adding:
    """Adds addresses, and keeps a map of them that no screen is in."""

    def __init__(self, made: Blueprint, runtime: Runtime) -> None:
        self.made = made
        self.runtime = runtime
        self.map = Map(merge_slashes=False)

    def signed(self, rule: str, method: str, view: View, **given: Any) -> None:
        """Let `view` answer an address below /api/v1 to whoever is signed in; it gets the caller's context, `given`,
        and the parts of the address."""
        runtime = self.runtime

        def answered(**parts: Any) -> Response:
            # a body may have a megabyte here, where a screen's upload has more
            request.max_content_length = LARGEST
            return view(context=enter(runtime), **given, **parts)

        self.open(f"{PREFIX}{rule}", method, answered)

    def open(self, rule: str, method: str, view: View) -> None:
        """Let `view` answer an address to anyone."""
        name = f"{method} {rule}".replace(".", " ")
        self.made.add_url_rule(rule, name, view, methods=[method], provide_automatic_options=False, merge_slashes=False)
        self.map.add(Rule(rule, endpoint=name, methods=[method]))


def _http(error: HTTPException) -> Response:
    return problems.answer(problems.of_http(error))


def _fault(error: Exception) -> Response:
    return problems.answer(problems.broken(error))
