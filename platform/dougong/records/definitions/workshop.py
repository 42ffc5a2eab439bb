"""Where definitions are worked on again and again: what was read, amended and proved before is not done anew."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from dougong.catalog.compile import compiled, drafting
from dougong.catalog.model import Catalog
from dougong.catalog.patches import site
from dougong.catalog.patches.amend import amended
from dougong.catalog.reading.shelf import Shelf
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import Registry
from dougong.records.cache import Recent
from dougong.store import snapshot
from dougong.store.database import Database
from dougong.store.expression.proofs import Proofs
from dougong.store.expression.translatable import remembering
from dougong.store.snapshot import Snapshot

#: Drafts of which the site's files are kept as they became, each some kilobytes.
DRAFTS: Final = 64


class Workshop:
    """What a process remembers of definitions while people change them."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database, self._registry = database, registry
        self._shelf: Shelf | None = None
        self._proofs = Proofs()
        self._stored: Snapshot | None = None
        self._files = Recent(DRAFTS)
        #: How many catalogs were compiled so far.
        self.compilations = 0

    @property
    def shelf(self) -> Shelf:
        """Return what reads definitions, made when the first are worked on."""
        if self._shelf is None:
            self._shelf = Shelf(self._registry)
        return self._shelf

    @property
    def proofs(self) -> int:
        """Return how many proofs were given so far."""
        return self._proofs.given

    def stored(self) -> Snapshot | None:
        """Return the catalog in force as it is stored."""
        number = snapshot.current_number(self._database)
        if self._stored is None or self._stored.number != number:
            self._stored = snapshot.load(self._database, number)
        return self._stored

    def compiled(self, sources: Sequence[PackSource]) -> Catalog:
        """Return the catalog of these definitions; raises MetadataError with every finding."""
        self.compilations += 1
        return compiled(self.shelf, sources, snapshot.uids(self._database), remembering(self._proofs))

    def amended(self, sources: Sequence[PackSource], operations: Sequence[Any], language: str) -> dict[str, bytes]:
        """Return the site's files after these operations; what the first of them came to is not worked out again."""
        below, before = site.layered(sources, {}), site.files_of(sources)
        draft = drafting(self.shelf, below)
        texts = [orjson.dumps(each) for each in operations]
        ground = (language, hash(tuple((pack.name, hash(frozenset(pack.files.items()))) for pack in below)),
                  frozenset(before.items()))
        found = ((n, self._files.find((*ground, *texts[:n]))) for n in range(len(texts), 0, -1))
        done, files = next(((n, each) for n, each in found if each is not None), (0, before))
        if done < len(texts):
            files = amended(files, operations[done:], lambda held: draft(site.layered((), held)), language,
                            before=before, index=done)
            self._files.put((*ground, *texts), files)
        return dict(files)
