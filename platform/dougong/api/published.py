"""What describes the API: the OpenAPI document, the page to try it, the schemas of definitions."""

from importlib.resources import files
from typing import Final

import orjson
from flask import Response, request

from dougong.api import conditions, parameters
from dougong.api.answers import nothing
from dougong.api.openapi.document import readable
from dougong.api.openapi.kept import Documents
from dougong.api.problems import language
from dougong.catalog.reading.schema import published
from dougong.kernel.errors import Malformed, Missing
from dougong.kernel.names import nearest
from dougong.records.context import Context
from dougong.records.runtime import Runtime

#: The page may run its own script and talk to this server, nothing else (safety.md R8).
POLICY: Final = ("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                 "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
PAGE: Final = {"docs": ("docs.html", "text/html; charset=utf-8"),
                "docs.css": ("docs.css", "text/css; charset=utf-8"),
                "docs.js": ("docs.js", "text/javascript; charset=utf-8")}


def openapi(context: Context, documents: Documents) -> Response:
    """Return the OpenAPI document of what the caller may see and do, as gzip for those who read it.

    `objects` leaves out the calls of others; raises Malformed for one the caller may not read.
    """
    asked = parameters.known("objects")
    objects = _chosen(context, parameters.names(asked, "objects")) if "objects" in asked else None
    tag = f"{context.catalog.number}-{context.actor.policy.fingerprint}-{language()}"
    if conditions.is_known(tag):
        return nothing(304)
    found = documents.of(context, language(), objects)
    small = request.accept_encodings["gzip"] > 0
    response = Response(found.gzip if small else found.text(), content_type="application/json")
    response.headers.update({"Cache-Control": "no-store", "ETag": f'W/"{tag}"', "X-Content-Type-Options": "nosniff",
                             "Vary": "Authorization, Accept-Encoding, Accept-Language",
                             "Content-Length": str(len(found.gzip) if small else found.size)})
    if small:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _chosen(context: Context, names: list[str]) -> tuple[str, ...]:
    """Return the objects named, each once and in the catalog's order; raises Malformed for one that is not there."""
    known = [each.name for each in readable(context)]
    for name in filter(None, names):
        if name not in known:
            shown = name[:parameters.QUOTED]
            raise Malformed("query_unknown", name=shown, suggestion=nearest(shown, known) or "–")
    return tuple(name for name in known if name in names)


def docs(name: str) -> Response:
    """Return a file of the page to try the API; it holds no data and asks for a token."""
    parameters.known()
    file, kind = PAGE[name]
    response = Response(files("dougong.api.page").joinpath(file).read_bytes(), content_type=kind)
    response.headers.update({
        "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-cache"})
    return response


def schema(runtime: Runtime, kind: str) -> Response:
    """Return the JSON Schema of one kind of definition, with what plugins add; raises Missing."""
    parameters.known()
    found = published(runtime.registry).get(kind)
    if found is None:
        raise Missing("address")
    response = Response(orjson.dumps(found), content_type="application/schema+json")
    response.headers.update({"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})
    return response
