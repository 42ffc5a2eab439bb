"""Which request is being served: what is logged on its way names it."""

from contextvars import ContextVar
from typing import Final

#: The request's id, "" outside of requests; answers carry it as X-Request-Id, problems as their instance.
REQUEST: Final[ContextVar[str]] = ContextVar("dougong_request", default="")
