"""What those who watch servers ask: whether the process lives, whether it can serve, what it has served; and the id
that every answer carries."""

import hmac
import time
from ipaddress import ip_address
from typing import Final

from flask import Flask, Response, g, request

from dougong.api import problems
from dougong.kernel.errors import Missing
from dougong.kernel.trail import REQUEST
from dougong.records.runtime import Runtime
from dougong.records.watch import Served, metrics, unready

HEADER: Final = "X-Request-Id"
#: What says that somebody else asks through the machine the request comes from.
_PASSED_ON: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


def attach(app: Flask, runtime: Runtime) -> None:
    """Give every request an id and count it; answer /healthz, /healthz/live, /healthz/ready and /metrics."""
    served = Served()

    def begin() -> None:
        REQUEST.set(problems.correlation())
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        began = g.get("began")
        if began is not None:
            served.add(_route(), response.status_code, time.perf_counter() - began)
            response.headers.add(HEADER, g.correlation)
        return response

    app.before_request(begin)
    app.after_request(end)
    for rule, view in (("/healthz/live", _alive), ("/healthz", lambda: _ready(runtime)),
                       ("/healthz/ready", lambda: _ready(runtime)), ("/metrics", lambda: _measured(runtime, served))):
        app.add_url_rule(rule, rule, view, methods=["GET"])


def _route() -> str:
    """Return the kind of address that was asked for: the method and the rule, none for what nobody answers."""
    rule = request.url_rule
    return "none" if rule is None else f"{request.method} {rule.rule}"


def _alive() -> Response:
    return _said("alive")


def _ready(runtime: Runtime) -> Response:
    because = unready(runtime)
    return _said("ready") if because is None else _said(f"not ready: {because}", 503)


def _measured(runtime: Runtime, served: Served) -> Response:
    """Give the measures to who has the token, or asks from this very machine where none is set; else there is no such
    page."""
    if not _admitted(runtime.settings.metrics_token):
        return problems.answer(Missing("address"))
    return Response(metrics(runtime, served), content_type=_TEXT, headers={"Cache-Control": "no-store"})


def _admitted(token: str | None) -> bool:
    if token:
        said = request.headers.get("Authorization", "")
        return hmac.compare_digest(said.encode(), f"Bearer {token}".encode())
    return _is_near(request.remote_addr or "") and not any(name in request.headers for name in _PASSED_ON)


def _is_near(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _said(text: str, status: int = 200) -> Response:
    return Response(f"{text}\n", status, content_type="text/plain; charset=utf-8",
                    headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
