"""What describes the API: the OpenAPI document, the page to try it, the schemas of definitions."""

from importlib.resources import files
from typing import Final

import orjson
from flask import Response

from dougong.api import conditions, parameters
from dougong.api.answers import nothing
from dougong.api.openapi.document import Documents
from dougong.api.problems import language
from dougong.catalog.schema import published
from dougong.kernel.errors import Missing
from dougong.records.context import Context
from dougong.records.runtime import Runtime

#: The page may run its own script and talk to this server, nothing else (safety.md R8).
POLICY: Final = ("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                 "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
PAGE: Final = {"docs": ("docs.html", "text/html; charset=utf-8"),
                "docs.css": ("docs.css", "text/css; charset=utf-8"),
                "docs.js": ("docs.js", "text/javascript; charset=utf-8")}


def openapi(context: Context, documents: Documents) -> Response:
    """Return the OpenAPI document of what the caller may see and do."""
    parameters.known()
    tag = f"{context.catalog.number}-{context.actor.policy.fingerprint}-{language()}"
    if conditions.is_known(tag):
        return nothing(304)
    response = Response(documents.of(context, language()), content_type="application/json")
    response.headers.update({"Cache-Control": "no-store", "ETag": f'"{tag}"', "X-Content-Type-Options": "nosniff",
                             "Vary": "Authorization, Accept-Language"})
    return response


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
