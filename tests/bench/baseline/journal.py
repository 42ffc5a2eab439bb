"""One history row for each write."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert

from tests.bench.baseline.tables import history

_WRITE = insert(history)


def record(connection: Connection, actor: int, done: tuple[str, str, int, int], changes: Mapping[str, Any]) -> None:
    """Write what `actor` has done: verb, object, record and its version; `changes` maps a field to [old, new]."""
    verb, obj, key, version = done
    row = {"actor": actor, "object": obj, "verb": verb, "record": key, "version": version, "changes": changes}
    connection.execute(_WRITE, row)


def created(values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the changes that made a record of `values`."""
    return {name: [None, value] for name, value in values.items()}
