"""Whether the bytes records speak of lie where they should, and are the same; and what lies there for nobody."""

import hashlib
import time
from dataclasses import dataclass, field
from typing import Final

from dougong.catalog.model import Catalog
from dougong.kernel.pieces import pieces
from dougong.store.database import Database
from dougong.store.errors import StoreError
from dougong.store.files.disk import Files, Held
from dougong.store.files.left import Spoken, spoken

#: Seconds for which bytes may lie there before their record is written.
YOUNG: Final = 3600


@dataclass(slots=True)
class Checked:
    """What was found: how many files are whole, and those that are not. `orphans` are bytes nobody speaks of, and
    `orphan_bytes` how many."""

    whole: int = 0
    missing: list[Spoken] = field(default_factory=list)
    damaged: list[Spoken] = field(default_factory=list)
    orphans: int = 0
    orphan_bytes: int = 0


def checked(database: Database, catalog: Catalog, files: Files, *, read: bool) -> Checked:
    """Compare what records speak of with what lies there, in one pass over both; with `read`, all bytes are read and
    compared with their hash. Raises Unreadable when the place cannot be reached."""
    found = Checked()
    lying = files.held(time.time() - YOUNG)
    held = next(lying, None)
    for each in spoken(database, catalog):
        while held is not None and held.sha256 < each.sha256:
            _orphan(found, held)
            held = next(lying, None)
        there = held if held is not None and held.sha256 == each.sha256 else None
        _judge(found, files, each, there, read=read)
        held = next(lying, None) if there is not None else held
    while held is not None:
        _orphan(found, held)
        held = next(lying, None)
    return found


def hash_of(files: Files, sha256: str) -> str:
    """Return the hash of the bytes that lie under one, empty when they cannot be read."""
    hashed = hashlib.sha256()
    try:
        with files.open(sha256) as stream:
            for piece in pieces(stream):
                hashed.update(piece)
    except (OSError, StoreError):
        return ""
    return hashed.hexdigest()


def _judge(found: Checked, files: Files, each: Spoken, there: Held | None, *, read: bool) -> None:
    if there is None and not files.exists(each.sha256):           # what has come just now is not in the list
        found.missing.append(each)
    elif (there is not None and there.size != each.size) or (read and hash_of(files, each.sha256) != each.sha256):
        found.damaged.append(each)
    else:
        found.whole += 1


def _orphan(found: Checked, held: Held) -> None:
    found.orphans += 1
    found.orphan_bytes += held.size
