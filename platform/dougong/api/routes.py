"""The addresses of the API. Objects come and go with the catalog, so one rule per shape serves them all."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from dougong.api import batch, definitions, person, plugins, preview, problems, published, reads, upsert, writes
from dougong.api.answers import PREFIX
from dougong.api.body import LARGEST
from dougong.api.caller import enter
from dougong.api.openapi.document import Documents
from dougong.api.plugins import Route
from dougong.kernel.errors import AppError
from dougong.records.runtime import Runtime

#: What answers one address and method; it gets the context and the parts of the address.
View = Callable[..., Response]
_OURS = ("/api/", "/schemas/")


def blueprint(runtime: Runtime, routes: Iterable[tuple[str, Route]] = ()) -> Blueprint:
    """Return every address of the API over one runtime, with the calls plugins add."""
    made = Blueprint("api", __name__)
    signed = _Signed(made, runtime)
    for plugin, route in routes:
        signed.add(f"/plugins/{plugin}/{route.name}", route.method, plugins.call, route=route)
    signed.add("/me", "GET", person.me)
    signed.add("/catalog", "GET", definitions.catalog)
    _records(signed)
    _published(made, runtime)
    made.before_app_request(_misrouted)
    made.register_error_handler(AppError, problems.answer)
    made.register_error_handler(HTTPException, _http)
    made.register_error_handler(Exception, _fault)
    return made


def _records(signed: "_Signed") -> None:
    runtime, one = signed.runtime, "/<object>/<int:id>"
    signed.add("/<object>", "GET", reads.list_records)
    signed.add(one, "GET", reads.get)
    signed.add(f"{one}/history", "GET", reads.get_history)
    signed.add("/<object>", "POST", writes.create, runtime=runtime)
    signed.add(one, "PATCH", writes.update, runtime=runtime)
    signed.add(one, "DELETE", writes.archive, runtime=runtime)
    signed.add(f"{one}/restore", "POST", writes.restore, runtime=runtime)
    signed.add("/<object>/by/<path:external_id>", "PUT", upsert.upsert, runtime=runtime)
    signed.add("/<object>/preview", "POST", preview.preview, runtime=runtime)
    signed.add("/<object>/batch", "POST", batch.run, runtime=runtime)


def _published(made: Blueprint, runtime: Runtime) -> None:
    """Add what describes the API: the document for whoever is signed in, the page and the schemas for anyone."""
    documents = Documents()
    add = partial(made.add_url_rule, methods=["GET"], provide_automatic_options=False, merge_slashes=False)
    add("/api/openapi.json", "openapi", lambda: published.openapi(enter(runtime), documents))
    add("/schemas/<kind>.json", "schema", lambda kind: published.schema(runtime, kind))
    for name in published.PAGE:
        add(f"/api/{name}", f"page {name.replace('.', ' ')}", published.docs, defaults={"name": name})


class _Signed:
    """Adds addresses below /api/v1 that only a signed-in caller reaches."""

    def __init__(self, made: Blueprint, runtime: Runtime) -> None:
        self.made = made
        self.runtime = runtime

    def add(self, rule: str, method: str, view: View, **given: Any) -> None:
        """Let `view` answer the rule; it gets the caller's context, `given`, and the parts of the address."""
        runtime = self.runtime

        def answered(**parts: Any) -> Response:
            # a body may have a megabyte here, where a screen's upload has more
            request.max_content_length = LARGEST
            return view(context=enter(runtime), **given, **parts)

        self.made.add_url_rule(
            f"{PREFIX}{rule}", f"{method} {rule}".replace(".", " "), answered, methods=[method],
            provide_automatic_options=False, merge_slashes=False)


def _misrouted() -> Response | None:
    """Answer what no rule takes as a problem; a screen's address is none of ours."""
    routing = request.routing_exception
    if routing is None or not request.path.startswith(_OURS):
        return None
    return problems.answer(problems.of_http(routing))


def _http(error: HTTPException) -> Response:
    return problems.answer(problems.of_http(error))


def _fault(error: Exception) -> Response:
    return problems.answer(problems.broken(error))
