"""The bytes of files from one place to another: each compared with its hash, those that are there already left."""

from dataclasses import dataclass

from dougong.catalog.model import Catalog
from dougong.kernel.pieces import pieces
from dougong.store.database import Database
from dougong.store.files.check import hash_of
from dougong.store.files.disk import Files
from dougong.store.files.left import Spoken, spoken


@dataclass(frozen=True, slots=True)
class Carried:
    """How many contents were copied, how many were there already, and those that are missing or damaged here."""

    copied: int
    there: int
    lacking: tuple[Spoken, ...]


def carry(database: Database, catalog: Catalog, source: Files, target: Files) -> Carried:
    """Copy what records speak of to another place and return what came of it. It may be done again: what is there is
    not copied twice. Raises Full and Unreadable."""
    copied, there, lacking = 0, 0, []
    for each in spoken(database, catalog):
        if target.exists(each.sha256):
            there += 1
        elif not source.exists(each.sha256) or hash_of(source, each.sha256) != each.sha256:
            lacking.append(each)
        else:
            with source.open(each.sha256) as stream:
                target.put(pieces(stream), each.size)
            copied += 1
    return Carried(copied, there, tuple(lacking))
