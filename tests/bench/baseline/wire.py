"""Bytes in and out: JSON by orjson, decimals as strings, failures as problem details."""

from decimal import Decimal
from typing import Any

import orjson
from flask import Response, request


class Failure(Exception):
    """An answer other than success: the HTTP status, a title, and details where there are some."""

    def __init__(self, status: int, title: str, details: Any = None) -> None:
        super().__init__(title)
        self.status, self.title, self.details = status, title, details


def body() -> Any:
    """Return the request's JSON; raise Failure 400 where it is none."""
    try:
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise Failure(400, "not JSON", str(error)) from error


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return `value` as a JSON response."""
    return Response(dump(value), status, headers, "application/json")


def problem(failure: Failure) -> Response:
    """Return a failure as problem details (RFC 9457)."""
    value = {"status": failure.status, "title": failure.title, "errors": failure.details}
    return Response(dump(value), failure.status, None, "application/problem+json")


def dump(value: Any) -> bytes:
    """Return `value` as JSON."""
    return orjson.dumps(value, default=_plain)


def text(value: Any) -> str:
    """Return `value` as JSON text, as the driver wants it for a jsonb column."""
    return dump(value).decode()


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(type(value).__name__)
