"""Databases of no lasting use: made fresh or from another, used by a test, dropped with whoever is still in them."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from dougong.store.database import Database
from dougong.store.sql import quoted

_SQLITE = "sqlite:///"


@contextmanager
def scratch(server: str, folder: Path, template: str | None = None) -> Iterator[str]:
    """Yield the address of a database that is empty, or a copy of the one at `template`, and is gone afterwards.

    It stands beside the database at `server`: on the same PostgreSQL server, whose role has to be allowed to make
    databases, or for an address of SQLite as a file in `folder`. Nobody may be connected to `template`.
    """
    name = f"scratch_{secrets.token_hex(8)}"
    if urlsplit(server).scheme == "sqlite":
        file = folder / f"{name}.db"
        if template is not None:
            shutil.copy(template.removeprefix(_SQLITE), file)
        yield f"{_SQLITE}{file}"
        for left in folder.glob(f"{name}.db*"):
            left.unlink()
        return
    source = "template0" if template is None else urlsplit(template).path.lstrip("/")
    with closing(Database.open(server)) as database:
        database.outside(f"create database {name} template {quoted(source, database.dialect)}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            database.outside(f"drop database {name} with (force)")
