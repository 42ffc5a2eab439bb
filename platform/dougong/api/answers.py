"""What goes out: JSON by orjson, with version, links and the headers every answer of the API has."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, request
from werkzeug.datastructures import Headers

from dougong.api.parameters import Pairs
from dougong.api.problems import faults, language
from dougong.catalog.rule import Rule
from dougong.kernel.errors import NOTHING
from dougong.kernel.labels import words
from dougong.records.writing.outcome import Outcome, Preview

TYPE = "application/json"
PREFIX = "/api/v1"
_HEADERS = [("Content-Type", TYPE), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
            ("Vary", "Authorization")]


class Answer(Response):
    """An answer that leaves as it is: its length is known, its addresses are plain ASCII."""

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """Return the headers; what werkzeug would look for in a copy of them has been seen to."""
        return self.headers


def answer(body: Any, status: int = 200) -> Response:
    """Return `body` (in JSON form) as an answer nobody may keep."""
    return Answer(orjson.dumps(body), status, _HEADERS)


def nothing(status: int = 204) -> Response:
    """Return an answer without a body."""
    response = answer(None, status)
    response.response = ()
    for name in ("Content-Type", "Content-Length"):
        del response.headers[name]
    return response


def record(body: Mapping[str, Any], status: int = 200) -> Response:
    """Return one record, a bare object; its version is the ETag (lines on their own have none)."""
    response = answer(body, status)
    if body.get("version") is not None:
        response.headers.add("ETag", f'"{body["version"]}"')
    return response


def changed(outcome: Outcome, object: str, more: Mapping[str, Any] = NOTHING) -> Response:
    """Return what a create or update made: the record, with warnings, the ids of new lines where there are any, and
    `more`."""
    body = {**outcome.record, **more}
    if outcome.warnings:
        body["_warnings"] = faults(outcome.warnings, language())
    if outcome.keys:
        body["_keys"] = outcome.keys
    response = record(body, 201 if outcome.created else 200)
    if outcome.created:
        response.headers.add("Location", f"{PREFIX}/{object}/{outcome.id}")
    if outcome.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def previewed(preview: Preview, firing: Iterable[Rule]) -> Response:
    """Return the values, faults and warnings of a preview, how each field stands, by pointer, and which rules would
    fire."""
    return answer({
        "values": preview.values,
        "errors": faults(preview.errors, language()),
        "warnings": faults(preview.warnings, language()),
        "states": {pointer: {"visible": state.visible, "required": state.required, "readonly": state.readonly}
                   for pointer, state in preview.states.items()},
        "rules": [{"rule": rule.name, "label": words(rule.label, language())} for rule in firing],
    })


def page(body: dict[str, Any], pairs: Pairs) -> Response:
    """Return one page of a list: `data`, the cursor of the `next` page or null, and a count where it was asked for."""
    response = answer(body)
    rest = urlencode([(name, value) for name, value in pairs if name != "cursor"])
    links = [_link(rest, "first")]
    if body["next"] is not None:
        # the cursor is safe in an address as it is (itsdangerous), and encoding a long one takes its time
        links.append(_link(f"{rest}{'&' if rest else ''}cursor={body['next']}", "next"))
    response.headers["Link"] = ", ".join(links)
    return response


def _link(query: str, relation: str) -> str:
    return f'<{request.path}{"?" if query else ""}{query}>; rel="{relation}"'
