"""A hand-written Flask + SQLAlchemy + marshmallow server for the tables of the bench pack.

Written as one would write it for production with speed in mind: Core statements built once, an autocommit pool for
reads, one transaction for a write and its sign-in, bulk insert of lines, orjson for answers. It is the yardstick.
"""

from tests.bench.baseline.app import create_app

__all__ = ["create_app"]
