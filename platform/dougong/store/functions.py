"""Functions that expressions call, registered on each SQLite connection."""

import sqlite3


def register(connection: sqlite3.Connection) -> None:
    """Register the functions on `connection`."""
