"""The REST API: requests become Changes and Queries, answers and problems become JSON."""

from dougong.api.routes import blueprint

__all__ = ("blueprint",)
