"""The server of the API's journeys, on each database."""

from tests.journeys.api.conftest import api, small

__all__ = ("api", "small")
